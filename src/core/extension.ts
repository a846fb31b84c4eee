import type { AccessToken } from './access-token';
import type { Awaitable } from './awaitable';
import type { Client } from './client';
import type { Kept } from './model';
import type { Params } from './params';
import type { OAuthRequest } from './request';
import type { Scopes } from './scope';
import type { Settings } from './settings';
import type { Write } from './statement';
import type { User } from './user';

/** An authorization request as it came, of which nothing is proven yet. */
export interface AskedRequest {
  readonly http: OAuthRequest;
  readonly params: Params;
  /** What extensions have kept of it so far. */
  readonly kept: Kept;
  /** Since when it has waited for its user, in milliseconds since the epoch; undefined where it has just come. */
  readonly begunAt?: number;
}

/** The parameters that an authorization request really has, because they were pushed or signed. */
export interface ReplacedParameters {
  readonly params: Params;
  /** What `completion` will need. */
  readonly keep?: unknown;
}

/** An authorization request whose client and redirect URI are proven: a refusal is sent there. */
export interface AskedAuthorization extends AskedRequest {
  readonly client: Client;
  readonly redirectUri: string;
}

/** A request to the token or the pushed authorization request endpoint, whose client has authenticated. */
export interface ClientRequest {
  readonly http: OAuthRequest;
  readonly params: Params;
  readonly client: Client;
}

/** Tokens that are about to be made. */
export interface AskedTokens extends ClientRequest {
  readonly grantType: string;
  readonly user?: User;
  readonly scopes: Scopes;
  /** What the grant itself says that they are for; undefined: nothing. */
  readonly audience?: readonly string[];
  /** What this extension kept when the user authorized, or at the last refresh. */
  readonly kept: unknown;
  /** What this extension's `tokenRequest` answered. */
  readonly proof: unknown;
}

/** A request to a protected resource, with the access token that it has proven. */
export interface AskedAccess {
  readonly http: OAuthRequest;
  readonly token: AccessToken;
}

/** What an extension adds to them. Two extensions that decide the same thing differently are refused. */
export interface TokenParts {
  /** The resources that the access token is for (RFC 8707). */
  readonly audience?: readonly string[];
  /** The only scopes that the access token gets of those that are granted. The refresh token keeps them all. */
  readonly scopes?: readonly string[];
  /** The token type; the server has to accept it. */
  readonly tokenType?: string;
  /** Claims of the access token, such as cnf. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** What is kept with the refresh token from now on. Default: what was kept before. */
  readonly keep?: unknown;
}

/**
 * An extension of the protocol: hooks, each for one phase and run once there, by the endpoint and never by a grant. All are
 * optional, and each may answer at once or with a promise. What a hook throws refuses the request; anything but an OAuthError is a
 * server_error. The context of a request is `contextOf(http)`.
 */
export interface Extension {
  readonly name: string;
  /** The parameters stand elsewhere (RFC 9126, RFC 9101). Undefined: not for this extension. */
  parameters?(asked: AskedRequest): Awaitable<ReplacedParameters | undefined>;
  /** A check of the authorization request. @returns what to keep, as JSON; undefined: nothing */
  authorizationRequest?(asked: AskedAuthorization): unknown;
  /** Writes of the unit that ends the authorization, for better or worse. @param at milliseconds since the epoch */
  completion?(kept: unknown, at: number): readonly Write[];
  /** Members of the answer at the redirect URI, of refusals too. */
  authorizationResponse?(server: { readonly issuer: string }): Readonly<Record<string, string>>;
  /** More parameters of a request that is being pushed, whose client has authenticated. */
  pushedRequest?(request: ClientRequest): Awaitable<Readonly<Record<string, string>>>;
  /** A check of the token request, ahead of its grant. @returns what `issue` will need */
  tokenRequest?(request: ClientRequest): unknown;
  /** What tokens are like. Nothing is written yet, and a refusal spends nothing. */
  issue?(asked: AskedTokens): Awaitable<TokenParts | undefined>;
  /** A check of a request to a protected resource, once its token is proven. */
  access?(asked: AskedAccess): Awaitable<void>;
  /**
   * Headers of an answer, whatever it will be: of the endpoints that clients call, and of protected resources. It is asked
   * before anything else, so that what it throws has cost nothing.
   */
  answerHeaders?(http: OAuthRequest): Awaitable<Readonly<Record<string, string>>>;
  /** Members of the server's metadata (RFC 8414 section 2), asked for at each request for it; what JSON leaves out is not said. */
  metadata?(settings: Settings): Readonly<Record<string, unknown>>;
}
