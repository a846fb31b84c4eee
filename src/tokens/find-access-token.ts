import { AccessToken } from '../core/access-token';
import { findUser } from '../core/authenticate-user';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { sha256 } from '../core/crypto';
import type { AccessTokenRow } from '../core/model';
import { findAccessToken, revokeAccessToken } from '../core/statements/tokens';
import type { User } from '../core/user';
import { livingFamily } from './living-family';

/**
 * The living access token with this value. Undefined when it is unknown, expired or revoked, alone or with its family, or
 * when its client or user is gone.
 */
export async function liveAccessToken(context: ServerContext, value: string): Promise<AccessToken | undefined> {
  const hash = sha256(value);
  const row = await context.storage.first(findAccessToken.with({ hash }));
  // The comparison again in our own code: a database may compare without regard to case.
  if (!row || row.hash !== hash || !(await isAlive(context, row))) return undefined;
  const client = await context.clients.find(row.clientId);
  const user = row.userId === null ? undefined : await findUser(context, row.userId);
  if (!client?.owns(row) || (row.userId !== null && !user)) return undefined;
  return asAccessToken(context, row, value, client, user);
}

async function isAlive(context: ServerContext, row: AccessTokenRow): Promise<boolean> {
  if (row.revokedAt !== null || row.expiresAt <= context.clock.now()) return false;
  return row.familyId === null || (await livingFamily(context, row.familyId)) !== undefined;
}

function asAccessToken(
  context: ServerContext,
  row: AccessTokenRow,
  value: string,
  client: Client,
  user: User | undefined,
): AccessToken {
  return new AccessToken({
    id: row.hash,
    value,
    type: row.tokenType,
    confirmation: row.confirmation ?? undefined,
    scopes: context.scopes.ofText(row.scope),
    client,
    user,
    audience: row.audience,
    issuedAt: row.issuedAt,
    expiresAt: row.expiresAt,
    claims: row.claims,
    revoke: async () => {
      const now = context.clock.now();
      await context.storage.commit([revokeAccessToken.with({ revokedAt: now }, { hash: row.hash })]);
      context.events.emit('tokenRevoked', { at: new Date(now), client, user });
    },
  });
}
