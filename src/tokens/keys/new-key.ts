import type { PublicJwk } from '../../core/signing';
import { jose } from '../jose';
import type { SigningAlgorithm } from './options';
import { publicJwk } from './public-jwk';

export interface NewKey {
  readonly publicJwk: PublicJwk;
  readonly privateJwk: Readonly<Record<string, unknown>>;
}

/** RSA keys have 2048 bits. The kid is the thumbprint (RFC 7638). */
export async function newKey(algorithm: SigningAlgorithm): Promise<NewKey> {
  const { calculateJwkThumbprint, exportJWK, generateKeyPair } = jose();
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const privateJwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(privateJwk);
  return { publicJwk: publicJwk({ ...privateJwk }, kid, algorithm), privateJwk: { ...privateJwk } };
}
