import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Jwk } from './assertions';

const file = join(__dirname, '../../../samples/full/signer.development.json');
const [jwk = {}] = (JSON.parse(readFileSync(file, 'utf8')) as { keys: Jwk[] }).keys;
const { d: _, ...publicJwk } = jwk;

/** The key of development of the client `signer`: processes that know nothing of each other have the same. */
export const developmentSigner: { readonly kid: string; readonly privateKey: KeyObject; readonly publicJwk: Jwk } = {
  kid: String(jwk.kid),
  privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
  publicJwk,
};
