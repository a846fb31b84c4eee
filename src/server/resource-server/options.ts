import type { Clock } from '../../core/clock';
import type { Duration } from '../../core/duration';
import type { Extension } from '../../core/extension';
import type { Logger } from '../../core/logger';
import type { ReplayMemory } from '../../core/replay';
import type { ScopeName } from '../../core/scope-names';
import type { BearerMethod } from '../../core/settings';
import type { KeysOptions } from '../../tokens/keys/options';

/** What a resource server asks its authorization server about each token that it does not know yet (RFC 7662). */
export interface IntrospectOptions {
  /** A client of the authorization server that may introspect; it authenticates with client_secret_basic. */
  clientId: string;
  clientSecret: string;
  /** How long an answer is relied on, and so how long a revoked token may still be accepted. Default 30 s; at most 10 minutes. */
  cache?: Duration;
}

export interface ResourceApplicationOptions {
  /**
   * The authorization server whose tokens are accepted, as it calls itself; or several, for JWTs. Users of two issuers may have the
   * same id: with several, keep rows by `token.claims.iss` and `token.claims.sub` together.
   */
  issuer: string | readonly string[];
  /** The identifier of this resource (RFC 8707): what the audience of a token has to contain. https, or http on a loopback host. */
  resource: string;
  /** The scopes that mean something here. A handler that asks for another one stops the start. Default: any. */
  scopes?: Partial<Record<ScopeName, string>>;
  /** How tokens are verified. Default `jwks`: as JWTs, by the published keys. */
  verify?: 'jwks' | { introspect: IntrospectOptions };
  /** Whether tokens that are bound to a key of the client (RFC 9449) are accepted, or no others. Default: bearer tokens alone. */
  dpop?: 'allowed' | 'required';
  /**
   * Remembers the proofs that were seen (RFC 9449 section 11.1). Default: each process for itself, so that with several a proof is
   * good once at each; with a memory that they share it is good once. While it cannot say, proofs are answered with 503.
   */
  replay?: ReplayMemory;
  /** Extensions whose hooks look at requests for resources, for example `dpop({ nonce: 'required' })`. */
  extensions?: readonly Extension[];
  /**
   * What DPoP nonces are sealed under: at least 32 random characters, the same in every process of this resource server and not
   * those of another. Without it, each process makes its own for development; in production a server that requires nonces does not
   * start then.
   */
  keys?: Pick<KeysOptions, 'encryptWith'>;
  /** Seconds that the clocks may differ. Default 5; at most 60. */
  clockTolerance?: Duration;
  /** What the metadata says for people (RFC 9728 section 2). */
  name?: string;
  documentation?: string;
  /** What stands in `WWW-Authenticate: Bearer realm="…"`. Default: the resource's host. */
  realm?: string;
  /** Where bearer tokens are looked for. Default: the Authorization header only. */
  bearerMethods?: BearerMethod[];
  /** Whether requests that did not come over TLS are refused. Default: unless the resource is http. */
  sslOnly?: boolean;
  /** Default: warnings and errors to the console. */
  logger?: Logger;
  /** Default: the system's, steadied against leaps. */
  clock?: Clock;
}
