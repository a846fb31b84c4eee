import type { PublicJwk } from '../../core/signing';

/** Everything that is public in a key (RFC 7518 section 6, RFC 8037 section 2); whatever else there is stays out. */
const publicMembers: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'x', 'y'],
  RSA: ['n', 'e'],
  OKP: ['crv', 'x'],
};

/**
 * The public half of a key, however much of it is given.
 * @throws TypeError for a symmetric key, and one of an unknown type
 */
export function publicJwk(jwk: Readonly<Record<string, unknown>>, kid: string, alg: string): PublicJwk {
  const members = typeof jwk.kty === 'string' && Object.hasOwn(publicMembers, jwk.kty) ? publicMembers[jwk.kty] : undefined;
  if (!members)
    throw new TypeError(`The key ${kid} has the kty ${JSON.stringify(jwk.kty)}; only EC, RSA and OKP keys have a public half.`);
  const half = Object.fromEntries(members.map(name => [name, jwk[name]]));
  return { kty: jwk.kty, ...half, kid, alg, use: 'sig' };
}

/** A JWK Set (RFC 7517 section 5). Nobody can change it, so the same one always says the same. */
export function jwkSet(keys: readonly PublicJwk[]): { readonly keys: readonly PublicJwk[] } {
  return Object.freeze({ keys: Object.freeze(keys.map(key => Object.freeze(key))) });
}
