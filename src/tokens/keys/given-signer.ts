import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { PublicJwk, TokenSigner } from '../../core/signing';
import type { GivenJwk } from './options';
import { jwkSet, publicJwk } from './public-jwk';
import { type OpenKey, signedJwt } from './signed-jwt';

/** Which algorithms fit a type of key (RFC 7518 section 3.1, RFC 8037, RFC 9864). */
const fitting: Readonly<Record<string, readonly string[]>> = {
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'EC P-521': ['ES512'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
  RSA: ['RS256', 'PS256', 'RS384', 'PS384', 'RS512', 'PS512'],
};

/** Signs with keys that the operator brings and changes: the first private one. */
export class GivenSigner implements TokenSigner {
  private readonly published: ReturnType<typeof jwkSet>;
  private readonly active: OpenKey;

  /** @throws TypeError that names the key and what is wrong with it */
  constructor(given: readonly GivenJwk[]) {
    if (!Array.isArray(given) || given.length === 0)
      throw new TypeError('keys.jwks has no keys; give { keys: [privateJwk] }, or leave it out for keys that the server makes.');
    const published = given.map((jwk, index) => checked(jwk, `keys.jwks.keys[${index}]`));
    const twice = published.find(({ kid }, index) => published.findIndex(other => other.kid === kid) !== index);
    if (twice) throw new TypeError(`keys.jwks has the kid ${twice.kid} twice; give each key one of its own.`);
    const first = given.findIndex(({ d }) => d !== undefined);
    const [jwk, half] = [given[first], published[first]];
    if (!jwk || !half) throw new TypeError('keys.jwks has no private key; the first one that has a d signs.');
    this.active = { key: createPrivateKey({ key: { ...jwk }, format: 'jwk' }), alg: half.alg, kid: half.kid };
    this.published = jwkSet(published);
  }

  async algorithms(): Promise<string[]> {
    return [this.active.alg];
  }

  sign(typ: string, claims: Readonly<Record<string, unknown>>): Promise<string> {
    return signedJwt(typ, claims, this.active);
  }

  async jwks(): Promise<{ keys: readonly PublicJwk[] }> {
    return this.published;
  }
}

function checked(jwk: GivenJwk, where: string): PublicJwk {
  const alg = algorithmOf(jwk, where);
  const key = keyOf(jwk, where);
  if (key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw new TypeError(`${where} is an RSA key of fewer than 2048 bits (RFC 7518 section 3.3); make a longer one.`);
  return publicJwk(jwk, typeof jwk.kid === 'string' && jwk.kid !== '' ? jwk.kid : fingerprint(key), alg);
}

function algorithmOf(jwk: GivenJwk, where: string): string {
  const type = jwk?.kty === 'RSA' ? 'RSA' : `${jwk?.kty} ${jwk?.crv}`;
  const algorithms = (Object.hasOwn(fitting, type) && fitting[type]) || [];
  if (algorithms.length === 0)
    throw new TypeError(`${where} is a key of the type ${type}; use one of ${Object.keys(fitting).join(', ')}.`);
  // An RSA key does not tell what it is for.
  const alg = jwk.alg ?? (type === 'RSA' ? undefined : algorithms[0]);
  if (typeof alg === 'string' && algorithms.includes(alg)) return alg;
  throw new TypeError(
    `${where} has the alg ${JSON.stringify(jwk.alg)}; for a key of the type ${type} name one of ${algorithms.join(', ')}.`,
  );
}

function keyOf(jwk: GivenJwk, where: string): KeyObject {
  try {
    const key = { key: { ...jwk }, format: 'jwk' } as const;
    return jwk.d === undefined ? createPublicKey(key) : createPrivateKey(key);
  } catch (cause) {
    throw new TypeError(`${where} cannot be read as a key (RFC 7517); export it anew.`, { cause });
  }
}

/** A name that is the same at each start, for a key that has none. */
function fingerprint(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(half.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}
