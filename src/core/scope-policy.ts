import type { Awaitable } from './awaitable';
import type { Client } from './client';
import type { Scopes } from './scope';
import type { User } from './user';

/** Which of the requested scopes may be granted. Replace it to narrow further, for example by the user's role. */
export class ScopePolicy {
  /**
   * @param requested scopes that the server knows and the client is registered for
   * @returns those that may be granted; names that were not requested are dropped
   */
  grantable(_client: Client, _user: User | undefined, requested: Scopes): Awaitable<Iterable<string>> {
    return requested;
  }
}
