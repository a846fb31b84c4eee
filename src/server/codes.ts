import { AuthorizationCode } from '../core/authorization-code';
import type { ServerContext } from '../core/context';
import { tokenHash } from '../core/dated-value';
import { findCode, revokeCode } from '../core/statements/codes';

/** The authorization codes that were issued, as long as their rows are kept. */
export class Codes {
  constructor(private readonly context: ServerContext) {}

  /** The code with this value, whatever has become of it; undefined when there is none, or its client is gone. */
  async find(value: string): Promise<AuthorizationCode | undefined> {
    const { storage, clients, scopes, clock } = this.context;
    const hash = tokenHash(value);
    const row = await storage.first(findCode.with({ hash }));
    if (row?.hash !== hash) return undefined;
    const client = await clients.find(row.clientId);
    if (!client?.owns(row)) return undefined;
    const { userId, redirectUri, issuedAt, expiresAt } = row;
    return new AuthorizationCode({
      ...{ client, userId, redirectUri, issuedAt, expiresAt },
      scopes: scopes.of(row.scope === '' ? [] : row.scope.split(' ')),
      redeemed: row.redeemedAt !== null,
      revoke: () => storage.commit([revokeCode.with({ redeemedAt: clock.now() }, { hash })]),
    });
  }
}
