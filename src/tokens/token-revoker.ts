import type { Client } from '../core/client';
import { contextOf } from '../core/context';
import { tokenHash } from '../core/dated-value';
import type { OAuthRequest } from '../core/request';
import type { Write } from '../core/statement';
import { findAccessToken, findRefreshToken, revokeAccessToken, revokeFamily } from '../core/statements/tokens';

/** A token that a client wants to be rid of. */
export interface RevocableToken {
  readonly kind: 'access_token' | 'refresh_token';
  readonly clientId: string;
  /** What its row is found by. */
  readonly hash: string;
  /** What dies with a refresh token (RFC 7009 section 2.1). */
  readonly familyId?: string;
}

/** The two questions of revocation (RFC 7009), each of which an application may answer for itself, in TypeDI. */
export class TokenRevoker {
  /**
   * The token with this value, whatever the hint says: both kinds are looked up by the same hash (RFC 7009 section 2.1).
   * Whether the client may revoke it is decided by the endpoint.
   */
  async find(value: string, _client: Client, request: OAuthRequest): Promise<RevocableToken | undefined> {
    const { storage } = contextOf(request);
    const hash = tokenHash(value);
    const refresh = await storage.first(findRefreshToken.with({ hash }));
    if (refresh?.hash === hash) return { kind: 'refresh_token', clientId: refresh.clientId, hash, familyId: refresh.familyId };
    const access = await storage.first(findAccessToken.with({ hash }));
    return access?.hash === hash ? { kind: 'access_token', clientId: access.clientId, hash } : undefined;
  }

  /** From now on the token is refused; with a refresh token, every token of its family. */
  async revoke(token: RevocableToken, request: OAuthRequest): Promise<void> {
    const { storage, clock } = contextOf(request);
    await storage.commit([revocationOf(token, clock.now())]);
  }
}

function revocationOf({ hash, familyId }: RevocableToken, revokedAt: number): Write {
  return familyId === undefined
    ? revokeAccessToken.with({ revokedAt }, { hash })
    : revokeFamily.with({ revokedAt }, { id: familyId });
}
