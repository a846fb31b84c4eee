import type { AccessToken } from '../../core/access-token';
import type { Awaitable } from '../../core/awaitable';
import type { ResourceContext } from '../../core/context';

/** How a resource server learns what a token is. */
export interface TokenSource {
  /**
   * The living token with this value; undefined when it is unknown, expired, revoked or none.
   * @throws OAuthError temporarily_unavailable when nobody can say
   */
  find(value: string, context: ResourceContext): Awaitable<AccessToken | undefined>;
  /** Fetches what is needed before the first token. @throws OAuthError temporarily_unavailable */
  ready(): Promise<void>;
}
