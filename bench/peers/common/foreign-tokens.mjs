import { createLocalJWKSet, jwtVerify } from 'jose';
import { resource, scope } from './fixture.mjs';

const { BENCH_ISSUER: issuer, BENCH_JWKS: jwks } = process.env;

/** The public keys of the issuer whose JWTs W3 presents. */
export const keys = jwks === undefined ? { keys: [] } : JSON.parse(jwks);

/** What users of a library without a guard for JWTs write: jose, with keys that are there already. */
export function joseVerifier() {
  const set = createLocalJWKSet(keys);
  const options = { issuer, audience: resource, typ: 'at+jwt', algorithms: ['ES256', 'RS256'] };
  return async token => {
    const { payload } = await jwtVerify(token, set, options);
    return String(payload.scope).split(' ').includes(scope);
  };
}

/** @returns the token of an Authorization header */
export function bearer(header) {
  return header?.startsWith('Bearer ') ? header.slice(7) : undefined;
}
