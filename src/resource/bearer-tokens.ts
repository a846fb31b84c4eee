import type { AccessToken } from '../core/access-token';
import type { Awaitable } from '../core/awaitable';
import { resourceContextOf } from '../core/context';
import type { OAuthRequest } from '../core/request';
import type { TokenQuestions } from '../core/token-questions';

/**
 * The three questions about a presented token, each of which an application may answer for itself, in TypeDI:
 * `@Service({ id: BearerTokens }) class Mine extends BearerTokens`. Its answers come on top of the library's own: a token that
 * expired is refused in any case.
 */
export class BearerTokens implements TokenQuestions {
  /** The living token with this value; undefined when it is unknown, expired or revoked. */
  find(value: string, request: OAuthRequest): Awaitable<AccessToken | undefined> {
    return resourceContextOf(request).findToken(value);
  }

  /** False refuses the request: wrong address, wrong tenant, an hour at which nobody works. */
  isAcceptable(_request: OAuthRequest, _token: AccessToken): Awaitable<boolean> {
    return true;
  }

  /** True refuses the token: a deny list, an account that was locked elsewhere. */
  isRevoked(_token: AccessToken): Awaitable<boolean> {
    return false;
  }
}
