import { randomValue } from '../../core/crypto';
import { seal } from '../../core/seal';
import { type MacKey, macPurpose } from '../mac';
import type { IssuedType } from './issued-type';

/**
 * MAC tokens (draft-ietf-oauth-v2-http-mac-02 section 5.1). A MAC cannot be checked without its key, so the key is kept, but
 * sealed for the token's value: who reads the database has neither.
 */
export const issuedMac: IssuedType = {
  name: 'mac',
  label: 'mac',
  issue(value) {
    const { key, algorithm }: MacKey = { key: randomValue(), algorithm: 'hmac-sha-256' };
    return {
      response: { mac_key: key, mac_algorithm: algorithm },
      confirmation: seal(value, macPurpose, { key, algorithm }),
    };
  },
};
