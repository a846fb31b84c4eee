import type { Awaitable } from '../core/awaitable';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import type { Authentication, Kept } from '../core/model';
import type { Params } from '../core/params';
import type { OAuthRequest } from '../core/request';
import type { Scopes } from '../core/scope';
import type { Write } from '../core/statement';
import type { User } from '../core/user';
import type { TokenResponse } from '../tokens/token-response';

/** A token request whose client has authenticated and may use the grant. */
export interface TokenRequest {
  readonly params: Params;
  readonly request: OAuthRequest;
  readonly context: ServerContext;
}

/** What a grant allows. It issues nothing: the token endpoint makes the tokens and commits everything in one unit. */
export interface Granted {
  readonly scopes: Scopes;
  /** Undefined: the client acts for itself, and there is no refresh token. */
  readonly user?: User;
  /** How and when the user proved who it is, as far as that is known: claims of the tokens. A family that exists has it already. */
  readonly authentication?: Partial<Authentication>;
  readonly audience?: readonly string[];
  /** What the refresh token may ask for, when that is more than this access token has (RFC 6749 section 6). */
  readonly refreshScope?: string;
  /** False: no refresh token, even for a client that has the grant. */
  readonly refreshable?: boolean;
  /** The family that the tokens join; without one, a family is born with them. */
  readonly family?: { readonly id: string; readonly expiresAt?: number; readonly exists: boolean };
  /** What extensions kept when the user authorized. */
  readonly kept?: Kept;
  /** The answer that was given before and may be given again; asked once the extensions have agreed. */
  repeats?(): Promise<TokenResponse>;
  /**
   * What is spent in the unit that issues: the code, the refresh token. It may keep the answer for who asks again.
   * @param issuedAt the instant of the tokens in milliseconds since the epoch; what they were made by may have taken its time since
   */
  spends?(response: TokenResponse, issuedAt: number): readonly Write[];
  /**
   * Called when the unit was rolled back because something was spent already.
   * @returns the answer that was given to whom it was spent for, where that may be repeated
   * @throws OAuthError otherwise
   */
  refused?(): Promise<TokenResponse>;
}

/** A grant type (RFC 6749 section 4). A new one is one class, named in the option `grants`. */
export interface Grant {
  /** Its grant_type. */
  readonly type: string;
  /**
   * @throws OAuthError invalid_grant, invalid_request or invalid_scope; nothing may be written here
   */
  handle(request: TokenRequest, client: Client): Awaitable<Granted>;
}
