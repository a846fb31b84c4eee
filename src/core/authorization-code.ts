import type { Client } from './client';
import type { Scope, Scopes } from './scope';

export interface AuthorizationCodeFacts {
  readonly client: Client;
  readonly userId: string;
  readonly scopes: Scopes;
  readonly redirectUri: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly redeemed: boolean;
  readonly revoke: () => Promise<void>;
}

/** An authorization code that was issued (RFC 6749 section 1.3.1), for applications that look after theirs. */
export class AuthorizationCode {
  readonly client: Client;
  readonly userId: string;
  readonly scopes: Scopes;
  readonly redirectUri: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Whether it has been exchanged, or revoked. */
  readonly redeemed: boolean;
  readonly #revoke: () => Promise<void>;

  constructor(facts: AuthorizationCodeFacts) {
    this.client = facts.client;
    this.userId = facts.userId;
    this.scopes = facts.scopes;
    this.redirectUri = facts.redirectUri;
    this.issuedAt = new Date(facts.issuedAt);
    this.expiresAt = new Date(facts.expiresAt);
    this.redeemed = facts.redeemed;
    this.#revoke = facts.revoke;
  }

  hasScope(scope: Scope): boolean {
    return this.scopes.has(scope);
  }

  /** @param now milliseconds since the epoch */
  isExpired(now: number = Date.now()): boolean {
    return this.expiresAt.getTime() <= now;
  }

  /** From now on it is refused. Tokens that it was exchanged for already live on. */
  revoke(): Promise<void> {
    return this.#revoke();
  }
}
