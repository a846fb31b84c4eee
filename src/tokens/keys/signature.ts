import { constants, createVerify, type KeyObject, sign, verify } from 'node:crypto';

interface Scheme {
  /** Null: the algorithm has one of its own. */
  readonly digest: string | null;
  /** What a key is used with; empty where there is no choice. */
  readonly use: { readonly dsaEncoding?: 'ieee-p1363'; readonly padding?: number; readonly saltLength?: number };
  /** How many bytes a signature has, where that is the algorithm's and not the key's. */
  readonly size?: number;
}

/** RFC 7518 section 3.4: both numbers of the signature one behind the other, and no DER. */
const ecdsa = (digest: string, size: number): Scheme => ({ digest, size, use: { dsaEncoding: 'ieee-p1363' } });
const pkcs1 = (digest: string): Scheme => ({ digest, use: { padding: constants.RSA_PKCS1_PADDING } });
/** RFC 7518 section 3.5: the salt is as long as the hash. */
const pss = (digest: string, saltLength: number): Scheme => ({
  digest,
  use: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
});
const eddsa: Scheme = { digest: null, use: {} };

/** The algorithms of RFC 7518 section 3.1, RFC 8037 and RFC 9864 as node:crypto is told them. */
const schemes: ReadonlyMap<string, Scheme> = new Map([
  ['ES256', ecdsa('sha256', 64)],
  ['ES384', ecdsa('sha384', 96)],
  ['ES512', ecdsa('sha512', 132)],
  ['RS256', pkcs1('sha256')],
  ['RS384', pkcs1('sha384')],
  ['RS512', pkcs1('sha512')],
  ['PS256', pss('sha256', 32)],
  ['PS384', pss('sha384', 48)],
  ['PS512', pss('sha512', 64)],
  ['EdDSA', eddsa],
  ['Ed25519', eddsa],
]);
/** All of them are asymmetric. */
export const signatureAlgorithms: readonly string[] = [...schemes.keys()];

/**
 * The signature of a JWS signing input (RFC 7515 section 5.1).
 * @param alg one that fits the key; the caller has seen to that
 * @throws TypeError for an algorithm that is not known here
 */
export async function signatureOf(input: string, key: KeyObject, alg: string): Promise<Buffer> {
  const { digest, use } = schemeOf(alg);
  const given = { key, ...use };
  // What takes some 25 us is not worth the way to another thread, which costs as much again; RSA takes ten times as long.
  if (key.asymmetricKeyType !== 'rsa') return sign(digest, Buffer.from(input), given);
  return new Promise((resolve, reject) => {
    sign(digest, Buffer.from(input), given, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}

/**
 * Whether a signature is of this key (RFC 7515 section 5.2).
 * @param alg one that fits the key; the caller has seen to that
 * @throws TypeError for an algorithm that is not known here
 */
export function isSignatureOf(input: string, signature: Buffer, key: KeyObject, alg: string): boolean {
  const { digest, use, size = bytesOfModulus(key) } = schemeOf(alg);
  if (digest === null) return verify(null, Buffer.from(input), key, signature);
  // To node:crypto an ECDSA signature of another length is none at all, and it throws. One by PSS may lack a zero that leads
  // it, and RFC 8017 section 8.1.2 refuses that: it would be a second spelling of one token.
  if (signature.length !== size) return false;
  const { dsaEncoding, padding, saltLength } = use;
  // In one call, by `verify`, it takes longer: that makes a job of it, as if it were for another thread.
  return createVerify(digest).update(input).verify({ key, dsaEncoding, padding, saltLength }, signature);
}

/** How long every RSA signature of a key is (RFC 8017 section 8.1). */
const bytesOfModulus = (key: KeyObject): number => Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);

function schemeOf(alg: string): Scheme {
  const scheme = schemes.get(alg);
  if (scheme) return scheme;
  throw new TypeError(`There is no signature of the algorithm ${alg}.`);
}
