import type { Client } from '../core/client';
import type { Duration } from '../core/duration';
import type { Scopes } from '../core/scope';
import type { User } from '../core/user';

/** What a TokenGenerator is told about the tokens that it is to make. */
export class TokenContext {
  readonly client: Client;
  /** Undefined when the client acts for itself. */
  readonly user?: User;
  readonly scopes: Scopes;
  readonly grantType: string;
  /** The resources that the token is for (RFC 8707). */
  readonly audience: readonly string[];
  /** The token type: `bearer`, `dpop` or `mac`. */
  readonly tokenType: string;
  /** Claims of the access token besides the usual ones: auth_time of the login, and what extensions give, such as cnf. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The lifetime that the endpoint gives its access tokens, if it has one of its own. */
  readonly lifetime?: Duration;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;

  constructor(facts: {
    client: Client;
    user?: User;
    scopes: Scopes;
    grantType: string;
    audience: readonly string[];
    tokenType: string;
    claims: Readonly<Record<string, unknown>>;
    lifetime?: Duration;
    issuedAt: number;
  }) {
    this.client = facts.client;
    this.user = facts.user;
    this.scopes = facts.scopes;
    this.grantType = facts.grantType;
    this.audience = facts.audience;
    this.tokenType = facts.tokenType;
    this.claims = facts.claims;
    this.lifetime = facts.lifetime;
    this.issuedAt = facts.issuedAt;
  }
}
