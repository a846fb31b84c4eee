import type { AccessToken } from './access-token';
import type { Awaitable } from './awaitable';
import type { OAuthRequest } from './request';

/** What is asked about an access token that a request presents. An application may answer each for itself. */
export interface TokenQuestions {
  /** The living token with this value. */
  find(value: string, request: OAuthRequest): Awaitable<AccessToken | undefined>;
  /** Whether the request may be served with this token at all. */
  isAcceptable(request: OAuthRequest, token: AccessToken): Awaitable<boolean>;
  /** Whether the token has been revoked in a way that only the application knows. */
  isRevoked(token: AccessToken): Awaitable<boolean>;
}
