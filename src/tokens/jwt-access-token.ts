import { contextOf } from '../core/context';
import { randomValue } from '../core/crypto';
import { serverError } from '../core/errors';
import { addClaims } from './said';
import type { TokenContext } from './token-context';

/** What the server alone decides (RFC 9068 section 2.2, RFC 7800 section 3.1). */
const decided = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'scope', 'cnf', 'nbf', 'auth_time', 'acr', 'amr'];

/**
 * A JWT access token (RFC 9068).
 * @param lifetime seconds
 * @param more claims that the server does not decide
 * @throws OAuthError server_error for one that it does decide
 */
export async function jwtAccessToken(
  context: TokenContext,
  lifetime: number,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { signer, settings } = contextOf(context);
  const { client, user, audience, scopes, issuedAt } = context;
  const taken = Object.keys(more).find(name => decided.includes(name) || Object.hasOwn(context.claims, name));
  if (taken !== undefined)
    throw serverError({ hint: `JwtTokenGenerator.claims gives ${taken}, which the server decides; leave it out.` });
  addClaims(context, more);
  const iat = Math.floor(issuedAt / 1000);
  const decidedHere = {
    iss: settings.issuer,
    aud: audience.length > 1 ? [...audience] : (audience[0] ?? settings.issuer),
    sub: user?.id ?? client.clientId,
    client_id: client.clientId,
    iat,
    // What the row has in milliseconds, without the rest of a second.
    exp: iat + lifetime,
    jti: randomValue(),
    ...(scopes.size === 0 ? {} : { scope: scopes.toString() }),
  };
  // No literal: to V8 one that begins with a full object and goes on is of a class of its own each time, which stays.
  return signer.sign('at+jwt', Object.assign({}, more, context.claims, decidedHere));
}
