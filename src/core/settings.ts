import type { Duration } from './duration';
import type { Rate } from './rate';
import type { ResourceOptions, Resources } from './resources';

/** The built-in grants by their grant_type. `password` is legacy and off until named (RFC 9700 section 2.4). */
export type GrantName = 'authorization_code' | 'refresh_token' | 'client_credentials' | 'password';

/** The words in a response_type, in alphabetical order. */
export type ResponseType = 'code' | 'token' | 'code token';

/**
 * How an access token is presented. `dpop` binds it to a key of the client (RFC 9449); with `bearer` next to it, who proves
 * a key gets such tokens. `mac` is legacy: prefer DPoP.
 */
export type TokenTypeName = 'bearer' | 'dpop' | 'mac';

/** Where a bearer token may stand (RFC 6750 section 2). */
export type BearerMethod = 'header' | 'body' | 'query';

export interface TokenOptions {
  /** Lifetime of an authorization code. Default 60 s; RFC 6749 section 4.1.2 allows at most 10 minutes. */
  code?: Duration;
  /** Lifetime of an access token. Default 10 minutes. */
  accessToken?: Duration;
  /** How long a user's authorization can be refreshed at all; rotation does not extend it. Default 30 days. */
  refreshToken?: Duration;
  /** How long a refresh token may lie unused. Default: as long as `refreshToken`. */
  refreshTokenIdle?: Duration;
  /**
   * What an access token is: a random value that only this server can look up, or a JWT (RFC 9068) that others can verify too.
   * A resource or a client can say otherwise. Default opaque.
   */
  format?: 'opaque' | 'jwt';
  /** Random bytes in a token or code. Default 32; it may only grow, to 256 at most. */
  bytes?: number;
  /**
   * How long after its use a refresh token, presented again by the same client, is answered with the very same new tokens: a
   * client whose answer was lost, or whose two tabs refresh at once, is not logged out. Default 10 s; 0 makes every second use
   * a reuse, which ends the family. Afterwards, and once the new refresh token has been used, it is a reuse in any case.
   */
  reuseInterval?: Duration;
}

export interface CredentialOptions {
  /** Random bytes in a client id that is made here. Default 32; it may only grow, to 128 at most. */
  clientId?: number;
  /** Random bytes in a client secret that is made here. Default 32; it may only grow, to 128 at most. */
  clientSecret?: number;
}

export interface LimitOptions {
  /** Passwords, for one user name. Default '10/min'. */
  login?: Rate;
  /** Secrets and assertions, for one client id, at every endpoint where clients prove themselves. Default '20/min'. */
  token?: Rate;
}

export interface SessionOptions {
  /** How long a login lasts. Default 12 hours. */
  login?: Duration;
  /** How long a user may take to log in and to consent. Default 10 minutes. */
  interaction?: Duration;
}

/** The options that shape the protocol; durations are seconds, or texts such as '10m'. */
export interface ProtocolOptions {
  /**
   * The server's identifier (RFC 8414 section 2): https, or http on a loopback host for development. It may have a path, so that
   * several servers share an origin: 'https://example.com/tenant1'.
   */
  issuer: string;
  /** What stands in `WWW-Authenticate: Bearer realm="…"`. Default: the issuer without its scheme. */
  realm?: string;
  tokens?: TokenOptions;
  sessions?: SessionOptions;
  credentials?: CredentialOptions;
  /**
   * Lets confidential clients leave PKCE out. RFC 9700 section 2.1.1 asks for PKCE from every client; only switch this on
   * for a client that you cannot change.
   */
  dangerouslyAllowConfidentialClientsWithoutPkce?: boolean;
  /** The token types that protected resources accept. Default: bearer only. */
  tokenTypes?: TokenTypeName[];
  /** Where bearer tokens are looked for. Default: the Authorization header only. `query` leaks tokens into logs (RFC 9700 4.3.2). */
  bearerMethods?: BearerMethod[];
  /** Whether every authorization request needs `state`. Default false: PKCE protects the code (RFC 9700 section 4.7). */
  requireState?: boolean;
  /** Whether requests that did not come over TLS are refused. Default: unless the issuer is http, which only a loopback host may be. */
  sslOnly?: boolean;
  /** Where a user is sent whose authorization request has no usable redirect URI. Default: the built-in error page. */
  missingRedirectUri?: string;
  /**
   * What an authorization request may ask for. Default: `code`. `token` and `code token` are legacy: they put an access token into
   * an address, where it leaks (RFC 9700 section 2.1.2). A client needs the grant type `implicit` for them.
   */
  responseTypes?: ResponseType[];
  /** Whether a user may grant some of the scopes and refuse others. Default true; false: all or nothing. */
  partialConsent?: boolean;
  /**
   * The protected resources that a client can ask a token for by their URIs (RFC 8707), for example
   * `{ 'https://api.example/': { scopes: ['photos:read'] } }`. Default: none, and the parameter `resource` is ignored.
   */
  resources?: Readonly<Record<string, ResourceOptions>>;
  /**
   * Web origins whose pages may call the token and revocation endpoints, for example 'https://app.example'. The origins of a
   * client's redirect URIs may call them for that client anyway; a preflight names no client and needs the origin to be here.
   */
  origins?: string[];
  /** How often somebody at one address, or in one /64 of IPv6, may be wrong; false switches both limits off. */
  limits?: false | LimitOptions;
  /**
   * How long an assertion of a client may live (private_key_jwt, client_secret_jwt), from its iat, or from now without one.
   * Default 5 minutes, at most 60: so long its jti is remembered.
   */
  clientAssertionLifetime?: Duration;
  /**
   * Lets the documents that clients publish, such as their keys, be fetched from this machine too, and there without TLS. For
   * development: on a server, a client could make it ask what nobody else can reach.
   */
  dangerouslyAllowDocumentsOnLoopback?: boolean;
  /**
   * Deletes expired rows, a few at a time so that no request waits long for it, at most `batch` (default 1000), and `every` so
   * often (default 10 minutes, 24 days at most). Of many processes one does it at a time. False: never; then call
   * `server.cleanUp()` yourself.
   */
  cleanup?: false | { every?: Duration; batch?: number };
  /**
   * How long a client that was read over a network may be remembered, a minute at most. Default 0: each request reads it, so that
   * one that is removed, or whose secret is rotated, is refused everywhere at once. With '5s' a busy client is read every five
   * seconds, and other processes learn of such changes up to so much later; the one that makes them knows them at once.
   */
  clientCache?: Duration;
  /**
   * How long a replaced service (a UserProvider, a TokenGenerator …) may take before the request is refused: milliseconds, unlike all
   * other options. Default 5000; at least 50.
   */
  serviceTimeout?: number;
}

/** What guards need to know of the settings. */
export interface ResourceSettings {
  /** What the audience of a token calls the whole application: the issuer of an authorization server, the resource of a resource server. */
  readonly identifier: string;
  readonly origin: string;
  readonly realm: string;
  readonly tokenTypes: ReadonlySet<TokenTypeName>;
  readonly bearerMethods: ReadonlySet<BearerMethod>;
  readonly sslOnly: boolean;
  readonly serviceTimeout: number;
  /** How much later than a token says it may still be accepted, in seconds: whoever issued it may have another clock. */
  readonly clockTolerance: number;
}

/** The same, checked and with defaults. Lifetimes are in seconds. */
export interface Settings extends ResourceSettings {
  readonly issuer: string;
  /** The issuer's path, without a slash at its end; empty for most. */
  readonly path: string;
  /** Whether the issuer is https, so that cookies are Secure. */
  readonly tls: boolean;
  /** What the cookies are called: which browser it is, from the first contact, and who has logged in, renewed at each login. */
  readonly cookies: { readonly browser: string; readonly session: string };
  readonly lifetimes: {
    readonly code: number;
    readonly accessToken: number;
    readonly refreshToken: number;
    readonly refreshTokenIdle: number;
    readonly reuseInterval: number;
    readonly login: number;
    readonly interaction: number;
  };
  readonly pkceOptionalForConfidentialClients: boolean;
  readonly tokenBytes: number;
  readonly tokenFormat: 'opaque' | 'jwt';
  readonly clientIdBytes: number;
  readonly clientSecretBytes: number;
  readonly requireState: boolean;
  readonly missingRedirectUri?: string;
  readonly responseTypes: ReadonlySet<ResponseType>;
  readonly partialConsent: boolean;
  readonly resources: Resources;
  readonly origins: ReadonlySet<string>;
  /** Wrong passwords a minute; 0 is no limit. */
  readonly loginFailuresPerMinute: number;
  /** Wrong secrets and assertions a minute; 0 is no limit. */
  readonly clientFailuresPerMinute: number;
  /** Seconds. */
  readonly clientAssertionLifetime: number;
  /** Where the documents of clients may be fetched from. */
  readonly fetchable: { readonly loopback: boolean };
  /** Seconds; 0: clients are not remembered. */
  readonly clientCache: number;
  /** `every` in seconds; undefined: never. */
  readonly cleanup?: { readonly every: number; readonly batch: number };
}
