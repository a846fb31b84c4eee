import type { AdminOptions } from '../admin/options';
import type { AuthorizationServerOptions } from '../server/options';
import type { Framework } from './listen';
import type { Class } from './metadata';

export interface OAuthOptions extends AuthorizationServerOptions {
  /** The controllers that `listen()` serves. Default: OAuthController with all endpoints. */
  controllers?: Class[];
  /** Classes that replace TokenGenerator, UserProvider and the others; named here, neither load order nor a bundler can lose them. */
  services?: Class[];
  /** What `listen()` serves with. Default: express. */
  framework?: Framework;
  /** Pages on which operators manage clients and scopes. Default: false, there are none. */
  admin?: false | AdminOptions;
  /** The proxies in front of `listen()`, as Express understands it: true, how many, or which addresses. Default: none. */
  trustProxy?: boolean | number | string[];
}
