import type { JWTPayload } from 'jose';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';

/** How far a client's clock may be ahead of ours, in seconds. */
export const clockTolerance = 30;

/** What is wrong with the claims of an assertion whose signature is right (RFC 7523 section 3); undefined: nothing. */
export function claimProblem(claims: JWTPayload, client: Client, { clock, settings }: ServerContext): string | undefined {
  const now = clock.now() / 1000;
  const { iss, sub, aud, jti, exp, nbf = now, iat = now } = claims;
  const longest = settings.clientAssertionLifetime;
  if (iss !== client.clientId || sub !== client.clientId) return 'its iss and its sub have to be the client id.';
  // One text and nothing beside it (draft-ietf-oauth-rfc7523bis): no other server can pass on what was meant for it as well.
  if (aud !== settings.issuer) return `its aud has to be ${settings.issuer}, as a text and not in a list.`;
  if (typeof jti !== 'string' || jti === '') return 'it has no jti.';
  if (typeof exp !== 'number') return 'it has no exp.';
  if (exp <= now) return 'it has expired.';
  if (nbf > now + clockTolerance || iat > now + clockTolerance) return 'it is not valid yet.';
  // A jti is kept until the assertion expires, so that may not be for ever.
  if (exp - iat > longest) return `it lives longer than ${longest} s.`;
  return undefined;
}
