import { AccessToken } from '../core/access-token';
import { findUser } from '../core/authenticate-user';
import { type Awaitable, after } from '../core/awaitable';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { tokenHash } from '../core/dated-value';
import type { AccessTokenRow } from '../core/model';
import { findAccessToken, revokeAccessToken } from '../core/statements/tokens';
import type { User } from '../core/user';
import { livingFamily } from './living-family';

/**
 * The living access token with this value. Undefined when it is unknown, expired or revoked, alone or with its family, or
 * when its client or user is gone.
 */
export function liveAccessToken(context: ServerContext, value: string): Awaitable<AccessToken | undefined> {
  const hash = tokenHash(value);
  return after(context.storage.first(findAccessToken.with({ hash })), row => {
    // The comparison again in our own code: a database may compare without regard to case.
    if (!row || row.hash !== hash || isOver(context, row)) return undefined;
    return after(context.clients.ofToken(row), client => {
      if (!client?.owns(row)) return undefined;
      const ofClientAlone = row.familyId === null && row.userId === null;
      return ofClientAlone ? asAccessToken(context, row, value, client) : ofUser(context, row, value, client);
    });
  });
}

const isOver = ({ clock }: ServerContext, row: AccessTokenRow): boolean => row.revokedAt !== null || row.expiresAt <= clock.now();

/** As long as its family lives, and its user is there. */
function ofUser(context: ServerContext, row: AccessTokenRow, value: string, client: Client): Awaitable<AccessToken | undefined> {
  return after(row.familyId === null || livingFamily(context, row.familyId), alive => {
    if (!alive) return undefined;
    return after(row.userId === null ? undefined : findUser(context, row.userId), user =>
      row.userId !== null && !user ? undefined : asAccessToken(context, row, value, client, user),
    );
  });
}

function asAccessToken(context: ServerContext, row: AccessTokenRow, value: string, client: Client, user?: User): AccessToken {
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
