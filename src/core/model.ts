/** What extensions keep of one authorization, as JSON, each under its own name: with the interaction, the code, the refresh token. */
export type Kept = Readonly<Record<string, unknown>>;

/**
 * The rows that the library keeps: facts without behaviour. Instants are milliseconds since the epoch; `hash` and `…Hash` are a
 * SHA-256 in lowercase hex, because no secret is stored in clear, and with a token or a code its first digits are its date
 * (dated-value.ts); scopes are space-delimited as on the wire.
 */
export interface ClientRow {
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  readonly owner: string | null;
  readonly logoUri: string | null;
  /** The token_endpoint_auth_method of RFC 7591: the only one that the client may use. */
  readonly authMethod: string;
  readonly secrets: readonly StoredSecret[];
  readonly redirectUris: readonly string[];
  readonly grantTypes: readonly string[];
  readonly scope: string;
  readonly trusted: boolean;
  readonly tokens: ClientTokens;
  readonly protocol: ClientProtocol;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

/** What is registered of a client for single parts of the protocol, in the names of RFC 7591 and of the RFC that each is from. */
export interface ClientProtocol {
  /** Its public keys (RFC 7517). */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  readonly jwks_uri?: string;
  readonly token_endpoint_auth_signing_alg?: string;
  /** For client_secret_jwt, which needs the secret itself: sealed for the operator's key. */
  readonly sealed_secret?: string;
  /** RFC 9126 section 6. */
  readonly require_pushed_authorization_requests?: boolean;
  /** RFC 9449 section 5.2. */
  readonly dpop_bound_access_tokens?: boolean;
  /** Whether it may introspect tokens that were not issued to it (RFC 7662 section 4), and of which audiences; true: of all. */
  readonly introspects?: boolean | readonly string[];
  /** The resources that it may ask for (RFC 8707); undefined: all that the server declares. */
  readonly resources?: readonly string[];
}

/** What a client's tokens are like, where that differs from the server's. Lifetimes in seconds. */
export interface ClientTokens {
  readonly accessToken?: number;
  readonly refreshToken?: number;
  readonly type?: string;
  /** Whether they are JWTs (RFC 9068). */
  readonly format?: 'opaque' | 'jwt';
}

export interface StoredSecret {
  readonly hash: string;
  /** Null: until it is rotated. */
  readonly expiresAt: number | null;
}

export interface ScopeRow {
  readonly name: string;
  readonly description: string;
}

/** How and when a user proved who it is, as claims of a token (RFC 9068 section 2.2.1, OpenID Connect Core section 2). */
export interface Authentication {
  /** Seconds since the epoch. */
  readonly auth_time: number;
  readonly acr?: string;
  readonly amr?: readonly string[];
}

export interface AuthorizationCodeRow {
  readonly hash: string;
  readonly clientId: string;
  readonly userId: string;
  readonly redirectUri: string;
  /** Whether the authorization request carried redirect_uri: then the token request has to, too (RFC 6749 section 4.1.3). */
  readonly redirectUriSent: boolean;
  readonly scope: string;
  readonly codeChallenge: string | null;
  /** The family that is born when the code is redeemed. */
  readonly familyId: string;
  readonly authentication: Authentication;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly redeemedAt: number | null;
  readonly failedVerifiers: number;
  readonly kept: Kept;
}

/** All tokens that descend from one authorization. Revoking the row revokes each of them, those just being issued included. */
export interface TokenFamilyRow {
  readonly id: string;
  readonly clientId: string;
  readonly userId: string;
  readonly createdAt: number;
  /** When the last of its refresh tokens has to end; rotation never moves it. */
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  /** Of its user, as far as it is known. A refresh is no login, and changes nothing of it. */
  readonly authentication: Partial<Authentication>;
}

export interface AccessTokenRow {
  readonly hash: string;
  readonly clientId: string;
  /** Null: the client acts for itself, and no user is ever looked up (RFC 9700 section 4.15). */
  readonly userId: string | null;
  readonly familyId: string | null;
  readonly tokenType: string;
  /** For a type that is bound to its holder: what binds it, sealed for the token's value. */
  readonly confirmation: string | null;
  readonly scope: string;
  readonly audience: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

export interface RefreshTokenRow {
  readonly hash: string;
  readonly clientId: string;
  readonly userId: string;
  readonly familyId: string;
  readonly scope: string;
  readonly audience: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly rotatedAt: number | null;
  /** What it was exchanged for, encrypted under a key that only the presented token yields. */
  readonly successor: string | null;
  readonly kept: Kept;
}

export interface ConsentRow {
  /** SHA-256 of user and client, so that one column is the key on every engine. */
  readonly id: string;
  readonly userId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly grantedAt: number;
  readonly expiresAt: number | null;
}

export interface LoginSessionRow {
  readonly hash: string;
  readonly userId: string;
  readonly authTime: number;
  readonly expiresAt: number;
}

/** An authorization request that waits for its user. */
export interface InteractionRow {
  readonly hash: string;
  /** The browser that started it: no other may go on with it. */
  readonly browserHash: string;
  readonly clientId: string;
  /** The authorization request's parameters, form-encoded; they are validated again at each step. */
  readonly parameters: string;
  /** The path of the authorization endpoint as the browser sees it. */
  readonly endpoint: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly completedAt: number | null;
  /** SHA-256 of what a decision has put before its user on a consent page; null: nothing yet. Nothing else can be allowed. */
  readonly offered: string | null;
  readonly kept: Kept;
}

/** An authorization request that its client has pushed (RFC 9126). */
export interface PushedRequestRow {
  /** Of the request_uri. */
  readonly hash: string;
  readonly clientId: string;
  readonly parameters: string;
  readonly issuedAt: number;
  /** Until when an authorization may begin with it. */
  readonly usableUntil: number;
  /** How long the row is kept: a user may take longer than that to log in. */
  readonly expiresAt: number;
  readonly spentAt: number | null;
}

/** A key that the server signs with (RFC 7517). Which of several does so follows from their instants alone. */
export interface SigningKeyRow {
  /** The number of its generation, one more than the one before: of several processes that make the next, one wins. */
  readonly id: string;
  readonly kid: string;
  readonly algorithm: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** The private key, sealed for the operator's key. */
  readonly sealed: string;
  readonly createdAt: number;
  /** From when on it signs; it is published before. */
  readonly signsFrom: number;
  /** Of what it has signed or will sign, in seconds: so long it is published after it has signed last. */
  readonly longestLifetime: number;
}

/** Something that may be seen once, until a replay of it would be refused for its age. */
export interface ReplayRow {
  readonly key: string;
  readonly expiresAt: number;
}

/** A task that one of many processes does at a time, and until when it is its. */
export interface LeaseRow {
  readonly name: string;
  readonly holder: string;
  readonly expiresAt: number;
}

export interface Tables {
  client: ClientRow;
  scope: ScopeRow;
  authorizationCode: AuthorizationCodeRow;
  tokenFamily: TokenFamilyRow;
  accessToken: AccessTokenRow;
  refreshToken: RefreshTokenRow;
  consent: ConsentRow;
  loginSession: LoginSessionRow;
  interaction: InteractionRow;
  lease: LeaseRow;
  replay: ReplayRow;
  pushedRequest: PushedRequestRow;
  signingKey: SigningKeyRow;
}

export type Table = keyof Tables;
