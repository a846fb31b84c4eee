import { findUser } from '../core/authenticate-user';
import { type Awaitable, after } from '../core/awaitable';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { tokenHash } from '../core/dated-value';
import { invalidGrant } from '../core/errors';
import type { AuthorizationCodeRow } from '../core/model';
import type { Params } from '../core/params';
import { countFailedVerifier, findCode, maxFailedVerifiers, redeemCode } from '../core/statements/codes';
import { revokeFamily } from '../core/statements/tokens';
import type { Grant, Granted, TokenRequest } from './grant';
import { isCodeVerifier, verifies } from './pkce';
import { stillAllowed } from './still-allowed';

/**
 * The authorization code grant with PKCE (RFC 6749 section 4.1.3, RFC 7636 section 4.6).
 * The order of the checks matters: a replay revokes tokens only when all else about it is right (OAuth 2.1), and no failed
 * check spends the code.
 */
export const authorizationCode: Grant = {
  type: 'authorization_code',
  handle({ params, context }: TokenRequest, client: Client): Awaitable<Granted> {
    const value = params.need('code');
    return after(findOwnCode(context, value, client), code => {
      checkRedirectUri(code, params.get('redirect_uri'));
      return after(checkVerifier(context, code, params), () => grantedFor(context, code, client, value));
    });
  },
};

/** For a request about which the grant has nothing to say any more; extensions, and the endpoint, may refuse it still. */
function grantedFor(context: ServerContext, code: AuthorizationCodeRow, client: Client, value: string): Awaitable<Granted> {
  const isSpent = code.redeemedAt !== null;
  if (!isSpent) checkAlive(code, context.clock.now());
  return after(findUser(context, code.userId), user => {
    if (!user) throw invalidGrant('The user of this code is no longer there');
    return {
      user,
      authentication: code.authentication,
      scopes: stillAllowed(context, client, code.scope),
      family: { id: code.familyId, exists: false },
      kept: code.kept,
      repeats: isSpent ? () => replayed(context, code, client) : undefined,
      spends: isSpent ? undefined : () => [redeem(code, context.clock.now())],
      refused: isSpent ? undefined : async () => refused(context, await findOwnCode(context, value, client), client),
    };
  });
}

/** Another request has spent it, or it died of its age or of wrong verifiers in this very moment. */
function refused(context: ServerContext, code: AuthorizationCodeRow, client: Client): Promise<never> {
  if (code.redeemedAt !== null) return replayed(context, code, client);
  checkAlive(code, context.clock.now());
  throw invalidGrant('The code is invalid');
}

/** One text for unknown codes and for codes of other clients: nothing is told about what exists. */
function findOwnCode(context: ServerContext, value: string, client: Client): Awaitable<AuthorizationCodeRow> {
  const hash = tokenHash(value);
  return after(context.storage.first(findCode.with({ hash })), code => {
    if (code?.hash === hash && client.owns(code)) return code;
    throw invalidGrant('The code is invalid');
  });
}

function checkRedirectUri(code: AuthorizationCodeRow, sent: string | undefined): void {
  const expected = code.redirectUriSent ? code.redirectUri : sent && code.redirectUri;
  if (sent !== expected) throw invalidGrant('redirect_uri is not the one of the authorization request');
}

function checkVerifier(context: ServerContext, code: AuthorizationCodeRow, params: Params): Awaitable<void> {
  const verifier = params.get('code_verifier');
  if (code.codeChallenge === null) {
    // A verifier without a challenge means that somebody stripped the challenge (RFC 9700 section 4.8.2).
    if (verifier !== undefined) throw invalidGrant('There was no code_challenge for this code_verifier');
    return;
  }
  if (verifier === undefined) throw invalidGrant('code_verifier is missing');
  if (code.failedVerifiers >= maxFailedVerifiers) throw invalidGrant('The code is invalid');
  return isCodeVerifier(verifier) && verifies(verifier, code.codeChallenge) ? undefined : failed(context, code);
}

async function failed(context: ServerContext, code: AuthorizationCodeRow): Promise<never> {
  await context.storage.commit([countFailedVerifier.with({}, { hash: code.hash })]);
  throw invalidGrant('code_verifier does not fit the code_challenge');
}

function checkAlive(code: AuthorizationCodeRow, now: number): void {
  if (code.expiresAt <= now) throw invalidGrant('The code has expired');
}

function redeem(code: AuthorizationCodeRow, now: number) {
  const where = { hash: code.hash, expiresAt: now, failedVerifiers: maxFailedVerifiers - 1 };
  return redeemCode.with({ redeemedAt: now }, where);
}

/** Two parties hold this code, so nothing that came of it can be trusted (RFC 6749 section 4.1.2). */
async function replayed(context: ServerContext, code: AuthorizationCodeRow, client: Client): Promise<never> {
  const now = context.clock.now();
  await context.storage.commit([revokeFamily.with({ revokedAt: now }, { id: code.familyId })]);
  context.events.emit('codeReused', { at: new Date(now), client });
  throw invalidGrant('The code has been used already');
}
