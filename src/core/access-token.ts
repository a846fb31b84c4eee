import { inspect } from 'node:util';
import type { Client } from './client';
import type { Scope, Scopes } from './scope';
import { parseUrl } from './url';
import type { User } from './user';

export interface AccessTokenFacts {
  readonly id: string;
  readonly value: string;
  /** Its token type: `bearer`, `dpop` or `mac`. */
  readonly type: string;
  /** What binds it to its holder, sealed for the token's value. */
  readonly confirmation?: string;
  readonly scopes: Scopes;
  readonly client: Client;
  readonly user?: User;
  readonly audience: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly revoke: () => Promise<void>;
}

/** A valid access token, as a protected handler is given it. Printing or serializing it does not show its value. */
export class AccessToken {
  readonly id: string;
  /** How it is presented (RFC 6749 section 7.1): `bearer`, `dpop` or `mac`. */
  readonly type: string;
  readonly scopes: Scopes;
  readonly client: Client;
  /** The resource owner; undefined when the client acts for itself. */
  readonly user?: User;
  readonly audience: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly #facts: AccessTokenFacts;

  constructor(facts: AccessTokenFacts) {
    this.#facts = facts;
    this.id = facts.id;
    this.type = facts.type;
    this.scopes = facts.scopes;
    this.client = facts.client;
    this.user = facts.user;
    this.audience = facts.audience;
    this.issuedAt = new Date(facts.issuedAt);
    this.expiresAt = new Date(facts.expiresAt);
    this.claims = facts.claims;
  }

  /** The token itself. It is a secret: pass it on only to whom it is for. */
  get value(): string {
    return this.#facts.value;
  }

  /** What binds the token to its holder, for the token type to read. */
  get confirmation(): string | undefined {
    return this.#facts.confirmation;
  }

  /** The user's id, or the client's id when the client acts for itself (RFC 9068 section 2.2). */
  get subject(): string {
    return this.user?.id ?? this.client.clientId;
  }

  hasScope(scope: Scope): boolean {
    return this.scopes.has(scope);
  }

  /** @param now milliseconds since the epoch */
  isExpired(now: number = Date.now()): boolean {
    // Turned round, so that one whose end is no date has ended.
    return !(this.expiresAt.getTime() > now);
  }

  /** From now on this token is refused. Its refresh token lives on; to end both, revoke the refresh token. */
  revoke(): Promise<void> {
    return this.#facts.revoke();
  }

  /** The shape that MCP servers expect in `req.auth`; `expiresAt` is in seconds since the epoch. */
  toAuthInfo(): {
    token: string;
    clientId: string;
    scopes: string[];
    expiresAt: number;
    resource?: URL;
    extra: Record<string, unknown>;
  } {
    const [resource] = this.audience;
    return {
      token: this.value,
      clientId: this.client.clientId,
      scopes: [...this.scopes],
      expiresAt: Math.floor(this.expiresAt.getTime() / 1000),
      ...(resource === undefined ? {} : { resource: parseUrl(resource) }),
      extra: Object.assign({}, this.claims, { subject: this.subject, username: this.user?.username }),
    };
  }

  toJSON(): Record<string, unknown> {
    return {
      id: this.id,
      subject: this.subject,
      clientId: this.client.clientId,
      scopes: [...this.scopes],
      expiresAt: this.expiresAt,
    };
  }

  [inspect.custom](): string {
    return `AccessToken ${inspect(this.toJSON())}`;
  }
}
