import { findUser } from '../core/authenticate-user';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { tokenHash } from '../core/dated-value';
import type { RefreshTokenRow } from '../core/model';
import type { Scopes } from '../core/scope';
import { findRefreshToken } from '../core/statements/tokens';
import type { User } from '../core/user';
import { livingFamily } from '../tokens/living-family';
import { scopesOfToday } from './still-allowed';

export interface LiveRefreshToken {
  readonly row: RefreshTokenRow;
  readonly client: Client;
  readonly user: User;
  /** What a refresh would give today. */
  readonly scopes: Scopes;
}

/** The refresh token with this value, if its client would get new tokens for it now. One that was rotated is spent at once. */
export async function liveRefreshToken(context: ServerContext, value: string): Promise<LiveRefreshToken | undefined> {
  const hash = tokenHash(value);
  const row = await context.storage.first(findRefreshToken.with({ hash }));
  if (row?.hash !== hash || row.rotatedAt !== null || row.expiresAt <= context.clock.now()) return undefined;
  const client = await context.clients.find(row.clientId);
  if (!client?.owns(row) || !client.hasGrantType('refresh_token')) return undefined;
  const scopes = scopesOfToday(context, client, row.scope);
  if (scopes.size === 0 || !(await livingFamily(context, row.familyId))) return undefined;
  const user = await findUser(context, row.userId);
  return user && { row, client, user, scopes };
}
