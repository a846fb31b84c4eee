import { constantTimeEqual, sha256 } from './crypto';
import type { ClientProtocol, ClientRow, ClientTokens } from './model';
import type { ScopeName } from './scope-names';

const noScopes: readonly ScopeName[] = Object.freeze([]);
const nothing: ClientProtocol = Object.freeze({});

/** For a client of which nothing is registered nothing is made: a resource server makes one for each request. */
function shownOf(protocol: ClientProtocol): ClientProtocol {
  for (const _ in protocol) {
    const { sealed_secret: _sealed, ...shown } = protocol;
    return Object.freeze(shown);
  }
  return nothing;
}

/** A registered client (RFC 6749 section 2). It never shows its secrets, not even their hashes. */
export class Client {
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  /** Who registered it, as the application likes to say it. */
  readonly owner?: string;
  readonly logoUri?: string;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly ScopeName[];
  readonly grantTypes: readonly string[];
  /** The token_endpoint_auth_method of RFC 7591. */
  readonly authMethod: string;
  /** A first-party client, whose users are not asked for consent. */
  readonly trusted: boolean;
  /** What its tokens are like, where that differs from the server's. Lifetimes in seconds. */
  readonly tokens: ClientTokens;
  /** What is registered for single parts of the protocol, in the names of RFC 7591; nothing that is secret. */
  readonly protocol: ClientProtocol;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly #row: ClientRow;
  /** Who asks for many scopes would else compare each with each. */
  #scopes?: ReadonlySet<string>;

  constructor(row: ClientRow) {
    this.#row = row;
    this.clientId = row.clientId;
    this.name = row.name;
    this.description = row.description;
    this.owner = row.owner ?? undefined;
    this.logoUri = row.logoUri ?? undefined;
    this.redirectUris = row.redirectUris;
    this.scopes = row.scope === '' ? noScopes : Object.freeze(row.scope.split(' ') as ScopeName[]);
    this.grantTypes = row.grantTypes;
    this.authMethod = row.authMethod;
    this.trusted = row.trusted;
    this.tokens = row.tokens;
    this.protocol = shownOf(row.protocol);
    this.metadata = row.metadata;
  }

  /** Whether it cannot keep a secret (RFC 6749 section 2.1). */
  get public(): boolean {
    return this.authMethod === 'none';
  }

  /**
   * Whether something was issued to this registration: what an earlier client of the same id was given does not come back to
   * life for a later one. Instants in milliseconds since the epoch.
   */
  owns({ clientId, issuedAt }: { readonly clientId: string; readonly issuedAt: number }): boolean {
    return clientId === this.clientId && issuedAt >= this.#row.createdAt;
  }

  /**
   * The instant of something that is issued to it, in milliseconds since the epoch: never before its registration, which another
   * process may have made whose clock is ahead. `owns` would be wrong about it.
   * @internal
   */
  issuedAt(now: number): number {
    return Math.max(now, this.#row.createdAt);
  }

  hasGrantType(type: string): boolean {
    return this.grantTypes.includes(type);
  }

  /** Whether it is registered for a scope. */
  hasScope(name: string): boolean {
    this.#scopes ??= new Set(this.scopes);
    return this.#scopes.has(name);
  }

  /** For client_secret_jwt: what only the server's vault opens. */
  get sealedSecret(): string | undefined {
    return this.#row.protocol.sealed_secret;
  }

  /** Compares in constant time with every secret that is valid now (milliseconds since the epoch). */
  hasSecret(secret: string, now: number): boolean {
    const presented = sha256(secret);
    let found = false;
    for (const stored of this.#row.secrets) {
      const alive = stored.expiresAt === null || stored.expiresAt > now;
      found = (constantTimeEqual(stored.hash, presented) && alive) || found;
    }
    return found;
  }
}
