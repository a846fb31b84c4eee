import { signatureAlgorithms } from '../../tokens/keys/signature';
import type { Claims } from './told-token';

/** RFC 8725 section 3.1: what is not named is not verified, `none` and the symmetric ones least of all. Only a key for it is tried. */
const algorithms = signatureAlgorithms;
/** RFC 9068 section 4, in both spellings (RFC 7515 section 4.1.9). */
const types: readonly string[] = ['at+jwt', 'application/at+jwt'];
/** RFC 9068 section 2.2 and the kinds of RFC 7519 section 4.1; the audience has two. */
const kinds = { iss: 'string', exp: 'number', sub: 'string', client_id: 'string', iat: 'number', jti: 'string' };
const kindOf = Object.entries(kinds);

/** Between which instants a token is good, in milliseconds since the epoch. */
export interface Life {
  readonly startsAt: number;
  readonly expiresAt: number;
}

/** The algorithm of a header that an access token may have; undefined for any other header. */
export function algorithmOf(header: Claims): string | undefined {
  const { alg, typ, crit, b64 } = header;
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return undefined;
  if (typeof typ !== 'string' || !types.includes(typ.toLowerCase())) return undefined;
  // RFC 7515 section 4.1.11: nothing that could be critical is understood here, and a JWT has a payload that is encoded (RFC 7797 section 7).
  return crit === undefined && b64 === undefined ? alg : undefined;
}

/** The life of a token whose claims are of the right kinds; undefined for any other. */
export function lifeOf(claims: Claims): Life | undefined {
  const { exp, iat, nbf = iat, aud } = claims;
  if (aud === undefined || typeof nbf !== 'number') return undefined;
  for (const [name, kind] of kindOf) if (!Object.hasOwn(claims, name) || typeof claims[name] !== kind) return undefined;
  return { startsAt: Math.max(nbf, Number(iat)) * 1000, expiresAt: Number(exp) * 1000 };
}

/** @param now milliseconds since the epoch @param tolerance by how many of them clocks may differ */
export function isGood({ startsAt, expiresAt }: Life, now: number, tolerance: number): boolean {
  return startsAt <= now + tolerance && expiresAt + tolerance > now;
}
