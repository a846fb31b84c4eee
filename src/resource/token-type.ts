import type { AccessToken } from '../core/access-token';
import type { Awaitable } from '../core/awaitable';
import type { ResourceContext } from '../core/context';
import type { OAuthError, OAuthErrorCode } from '../core/errors';
import type { OAuthRequest } from '../core/request';

/** What a challenge tells (RFC 6750 section 3). */
export interface ChallengeFacts {
  readonly realm: string;
  /** Undefined when the request carried no credentials: then nothing but the realm is told (RFC 6750 section 3.1). */
  readonly error?: OAuthError;
  /** The scopes that the operation needs, for insufficient_scope. */
  readonly scope?: string;
  /** Where the metadata of the resource is (RFC 9728 section 5.1). */
  readonly resourceMetadata?: string;
}

/**
 * A token type at the resource (RFC 6749 section 7.1): how a request presents a token, and how it shows that its sender may use
 * it. A new one is one file here, one in tokens/types, and a line in each list.
 */
export interface TokenType {
  /** As in the row of the token: a token of one type is never accepted as another. */
  readonly name: string;
  /**
   * The token's value, if the request presents one of this type.
   * @throws OAuthError invalid_request or invalid_token when it does so wrongly
   */
  present(request: OAuthRequest, context: ResourceContext): Awaitable<string | undefined>;
  /** @throws OAuthError invalid_token when the request does not prove what this type asks for */
  prove(request: OAuthRequest, token: AccessToken, context: ResourceContext): Awaitable<void>;
  /** Errors that concern this type alone: its challenge is the only one then. */
  readonly errors?: readonly OAuthErrorCode[];
  /** One challenge for WWW-Authenticate. */
  challenge(facts: ChallengeFacts): string;
}
