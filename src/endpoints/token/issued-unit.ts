import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { datedId, tokenHash } from '../../core/dated-value';
import type { Scopes } from '../../core/scope';
import type { TokenTypeName } from '../../core/settings';
import type { Write } from '../../core/statement';
import { insertAccessToken, insertFamily, insertRefreshToken } from '../../core/statements/tokens';
import type { User } from '../../core/user';
import type { Granted } from '../../grants/grant';
import { addedClaims } from '../../tokens/said';
import type { TokenContext } from '../../tokens/token-context';
import type { TokenResponse } from '../../tokens/token-response';
import type { AllParts } from './token-hooks';

/** What the tokens are like. */
export interface Parts extends Omit<AllParts, 'scopes'> {
  readonly audience: readonly string[];
  readonly scopes: Scopes;
  readonly tokenType: TokenTypeName;
}

/** The answer to the client, and what binds its access token to the holder. */
export interface Made {
  readonly response: TokenResponse;
  readonly confirmation: string | null;
}

/** The family that the new tokens belong to, and when its last refresh token has to end (milliseconds since the epoch). */
interface Family {
  readonly id: string;
  readonly expiresAt: number;
  /** Undefined where it exists already. */
  readonly birth?: Write;
}

/** What stores the tokens, in the order in which it is written: the spent grant, the new family, the tokens. */
export function unitOf(
  context: ServerContext,
  granted: Granted,
  { audience, scopes, tokenType, claims, kept }: Parts,
  tokenContext: TokenContext,
  { response, confirmation }: Made,
): Write[] {
  const { user } = granted;
  const { clientId } = tokenContext.client;
  const now = tokenContext.issuedAt;
  const expiresAt = now + response.expires_in * 1000;
  const issuedAt = tokenContext.client.issuedAt(now);
  // Without a refresh token the family lives for its access token alone.
  const leastEnd = response.refresh_token === undefined ? expiresAt : 0;
  const family = user && familyOf(context, granted, tokenContext, user, leastEnd);
  const unit: Write[] = [];
  if (granted.spends) unit.push(...granted.spends(response, now));
  if (family?.birth) unit.push(family.birth);
  const access = insertAccessToken.with({
    hash: tokenHash(response.access_token),
    clientId,
    userId: user?.id ?? null,
    familyId: family?.id ?? null,
    tokenType,
    confirmation,
    scope: scopes.toString(),
    audience,
    claims: Object.assign({}, addedClaims(tokenContext), claims),
    issuedAt,
    expiresAt,
    revokedAt: null,
  });
  unit.push(access);
  if (response.refresh_token === undefined || !user || !family) return unit;
  const refresh = insertRefreshToken.with({
    hash: tokenHash(response.refresh_token),
    clientId,
    userId: user.id,
    familyId: family.id,
    scope: granted.refreshScope ?? granted.scopes.toString(),
    audience,
    issuedAt,
    expiresAt: Math.min(family.expiresAt, now + context.settings.lifetimes.refreshTokenIdle * 1000),
    rotatedAt: null,
    successor: null,
    kept,
  });
  unit.push(refresh);
  return unit;
}

/** When the last refresh token of a family has to end, in milliseconds since the epoch. */
export function familyEnd({ settings }: ServerContext, { family }: Granted, client: Client, now: number): number {
  return family?.expiresAt ?? now + (client.tokens.refreshToken ?? settings.lifetimes.refreshToken) * 1000;
}

/** @param leastEnd milliseconds since the epoch */
function familyOf(
  context: ServerContext,
  granted: Granted,
  { client, issuedAt: now }: TokenContext,
  user: User,
  leastEnd: number,
): Family {
  const { authentication = {} } = granted;
  const id = granted.family?.id ?? datedId(now);
  const expiresAt = Math.max(leastEnd, familyEnd(context, granted, client, now));
  if (granted.family?.exists) return { id, expiresAt };
  const row = { id, clientId: client.clientId, userId: user.id, createdAt: now, expiresAt, revokedAt: null, authentication };
  return { id, expiresAt, birth: insertFamily.with(row) };
}
