import { invalidDpopProof } from '../../core/errors';
import { jktOf } from '../confirmation';
import type { IssuedType } from './issued-type';

/** RFC 9449 section 5: tokens that are bound to a key which the client has proven; without one there is no such token. */
export const issuedDpop: IssuedType = {
  name: 'dpop',
  label: 'DPoP',
  issue(_value, claims) {
    if (jktOf(claims) === undefined) throw invalidDpopProof('A DPoP proof is missing');
    return { response: {}, confirmation: null };
  },
};
