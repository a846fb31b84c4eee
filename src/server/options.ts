import type { Clock } from '../core/clock';
import type { Extension } from '../core/extension';
import type { Logger } from '../core/logger';
import type { ScopeName } from '../core/scope-names';
import type { GrantName, ProtocolOptions } from '../core/settings';
import type { Storage } from '../core/storage';
import type { EndpointName } from '../endpoints/metadata/document';
import type { Grant } from '../grants/grant';
import type { PagesOptions } from '../pages/options';
import type { KeysOptions } from '../tokens/keys/options';
import type { DatabaseOption } from '../typeorm/data-source';
import type { ClientInput } from './client-input';
import type { DevelopmentUser } from './development-users';

/** What an authorization server is made of, without a web framework. */
export interface AuthorizationServerOptions extends ProtocolOptions {
  /** Every scope there is, with the sentence that a consent page shows. */
  scopes: Partial<Record<ScopeName, string>>;
  /** A file name for SQLite (default `oauth.sqlite`), a postgres:// or mysql:// URL, TypeORM's DataSourceOptions, or your own DataSource with `oauthEntities`. */
  database?: DatabaseOption;
  /** A storage of your own in place of `database`. Check it with `storageContract` of oauth-controllers/testing. */
  storage?: Storage;
  /** Built-in grants by name, and your own. Default: authorization_code, refresh_token, client_credentials. */
  grants?: readonly (GrantName | Grant)[];
  /**
   * Extensions of the protocol, next to the built-in ones; one of the same name replaces the built-in one, for example
   * `pushedAuthorizationRequests({ required: true })`.
   */
  extensions?: readonly Extension[];
  /** What the server signs with. Default: keys of its own, made when they are needed first and changed every 30 days. */
  keys?: KeysOptions;
  /** Clients for development: written at each start, refused when NODE_ENV is production. Elsewhere: `server.clients.register()`. */
  clients?: readonly ClientInput[];
  /** Users for development, refused when NODE_ENV is production. Elsewhere: replace UserProvider. */
  users?: readonly DevelopmentUser[];
  /** Pages of your own: a function that returns html`…`, or the path of an eta template. */
  pages?: PagesOptions;
  /**
   * Where an application without controllers answers for which endpoint, from the root of the origin, so that the metadata can say
   * it: `{ token: '/oauth/token' }`. Endpoints under decorators are found by themselves.
   */
  endpointPaths?: Readonly<Partial<Record<EndpointName, string>>>;
  /** Default: warnings and errors to the console. */
  logger?: Logger;
  /** Default: the system's, steadied against leaps. */
  clock?: Clock;
}
