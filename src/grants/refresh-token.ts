import { findUser } from '../core/authenticate-user';
import { type Awaitable, after } from '../core/awaitable';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { tokenHash } from '../core/dated-value';
import { invalidGrant, invalidScope } from '../core/errors';
import type { RefreshTokenRow, TokenFamilyRow } from '../core/model';
import { parseScope, type Scopes } from '../core/scope';
import type { Write } from '../core/statement';
import { findRefreshToken, revokeFamily, rotateLastingRefreshToken, rotateRefreshToken } from '../core/statements/tokens';
import type { User } from '../core/user';
import { livingFamily } from '../tokens/living-family';
import { TokenResponse } from '../tokens/token-response';
import type { Grant, Granted, TokenRequest } from './grant';
import { stillAllowed } from './still-allowed';
import { openSuccessor, sealSuccessor } from './successor';

/**
 * The refresh token grant with rotation (RFC 6749 section 6, RFC 9700 section 4.14.2): each token is exchanged once. One that
 * comes back is answered with the same tokens inside the reuse interval; later it ends its family, because then two parties
 * hold it.
 */
export const refreshToken: Grant = {
  type: 'refresh_token',
  handle(request: TokenRequest, client: Client): Awaitable<Granted> {
    const { params, context } = request;
    const value = params.need('refresh_token');
    return after(findOwnToken(context, value, client), token =>
      after(livingFamily(context, token.familyId), family => {
        if (!family) throw invalidGrant('The refresh token has been revoked');
        return after(findUser(context, token.userId), user => {
          if (!user) throw invalidGrant('The user of this refresh token is no longer there');
          return grantedFor(request, client, { value, token, family, user });
        });
      }),
    );
  },
};

/** A refresh token of the client's own, and whose it is. */
interface Found {
  readonly value: string;
  readonly token: RefreshTokenRow;
  readonly family: TokenFamilyRow;
  readonly user: User;
}

function grantedFor({ params, context }: TokenRequest, client: Client, { value, token, family, user }: Found): Granted {
  const { kept } = token;
  const again = (spent: RefreshTokenRow) => repeated(context, spent, value, client);
  if (token.rotatedAt !== null) {
    const scopes = narrowed(context.scopes.ofText(token.scope), token.scope, params.get('scope'));
    return { user, scopes, audience: token.audience, kept, repeats: () => again(token) };
  }
  if (token.expiresAt <= context.clock.now()) throw invalidGrant('The refresh token has expired');
  return {
    user,
    authentication: family.authentication,
    scopes: narrowed(stillAllowed(context, client, token.scope), token.scope, params.get('scope')),
    refreshScope: token.scope,
    audience: token.audience,
    kept,
    family: { id: family.id, expiresAt: family.expiresAt, exists: true },
    spends: (response, issuedAt) => [rotation(context, { value, token, family }, response, issuedAt)],
    refused: async () => {
      const spent = await findOwnToken(context, value, client);
      if (!(await livingFamily(context, token.familyId))) throw invalidGrant('The refresh token has been revoked');
      return again(spent);
    },
  };
}

/** One text for unknown tokens and for tokens of other clients. A used one in another client's hands was stolen. */
function findOwnToken(context: ServerContext, value: string, client: Client): Awaitable<RefreshTokenRow> {
  const hash = tokenHash(value);
  return after(context.storage.first(findRefreshToken.with({ hash })), token => {
    if (token?.hash !== hash) throw invalidGrant('The refresh token is invalid');
    return client.owns(token) ? token : refusedTo(context, token, client);
  });
}

async function refusedTo(context: ServerContext, token: RefreshTokenRow, client: Client): Promise<never> {
  if (token.rotatedAt !== null) await endFamily(context, token, client);
  throw invalidGrant('The refresh token is invalid');
}

/** At this instant, whatever time the making of the tokens took: the reuse interval begins with the answer. */
function rotation(
  context: ServerContext,
  { value, token, family }: Pick<Found, 'value' | 'token' | 'family'>,
  response: TokenResponse,
  issuedAt: number,
): Write {
  const now = context.clock.now();
  const keep = context.settings.lifetimes.reuseInterval > 0;
  const successor = keep ? sealSuccessor(value, { response, expiresAt: issuedAt + response.expires_in * 1000 }) : null;
  const where = { hash: token.hash, expiresAt: now };
  if (token.expiresAt === family.expiresAt) return rotateLastingRefreshToken.with({ rotatedAt: now, successor }, where);
  return rotateRefreshToken.with({ rotatedAt: now, successor, expiresAt: family.expiresAt }, where);
}

/** The same answer once more, or the end of the family. */
async function repeated(context: ServerContext, token: RefreshTokenRow, value: string, client: Client): Promise<TokenResponse> {
  const now = context.clock.now();
  // Refused although nobody has used it: it expired a moment ago.
  if (token.rotatedAt === null) throw invalidGrant('The refresh token has expired');
  // The distance and not the age: a clock that is set back must not open the interval again.
  if (token.successor !== null && Math.abs(now - token.rotatedAt) < context.settings.lifetimes.reuseInterval * 1000) {
    const { response, expiresAt } = openSuccessor(value, token.successor);
    const remaining = { expires_in: Math.max(1, Math.floor((expiresAt - now) / 1000)) };
    if (await isUnused(context, response)) return Object.assign(new TokenResponse(), response, remaining);
  }
  await endFamily(context, token, client);
  throw invalidGrant('The refresh token has been used already');
}

/** Once the new refresh token has been used, its answer has arrived: who still holds the old one is somebody else. */
async function isUnused(context: ServerContext, { refresh_token }: TokenResponse): Promise<boolean> {
  if (refresh_token === undefined) return true;
  const successor = await context.storage.first(findRefreshToken.with({ hash: tokenHash(refresh_token) }));
  return successor !== undefined && successor.rotatedAt === null;
}

/** RFC 6749 section 6: a refresh may ask for less than was granted, never for more. */
function narrowed(allowed: Scopes, granted: string, parameter: string | undefined): Scopes {
  if (parameter === undefined) return allowed;
  const wanted = parseScope(parameter);
  const known = new Set(granted.split(' '));
  if (!wanted.every(name => known.has(name))) throw invalidScope('The refresh token was not granted a scope that is asked for');
  const scopes = allowed.intersect(wanted);
  if (scopes.size === 0) throw invalidScope('None of the scopes that are asked for is allowed any more');
  return scopes;
}

async function endFamily(context: ServerContext, token: RefreshTokenRow, client: Client): Promise<void> {
  const now = context.clock.now();
  await context.storage.commit([revokeFamily.with({ revokedAt: now }, { id: token.familyId })]);
  context.events.emit('refreshTokenReused', { at: new Date(now), client });
}
