import { SteadyClock } from '../core/clock';
import type { GrantTypeDirectory, ServerContext } from '../core/context';
import { OAuthEvents } from '../core/events';
import { consoleLogger, unfailing } from '../core/logger';
import { storedReplay } from '../core/replay';
import { resolveSettings } from '../core/resolve-settings';
import type { Storage } from '../core/storage';
import { UserProvider } from '../core/user';
import { originsOf } from '../endpoints/cors';
import { liveAccessToken } from '../tokens/find-access-token';
import { attemptsAMinute, failuresAMinute } from './attempts-a-minute';
import { Clients } from './clients';
import type { DeclaredScopes } from './declared-scopes';
import { developmentKeyFile } from './development-key';
import { DevelopmentUsers } from './development-users';
import { DocumentCache } from './document-cache';
import { extensionsOf } from './extension-registry';
import { guardedFetch } from './guarded-fetch';
import { Keys } from './keys';
import { OperatorVault } from './operator-vault';
import type { AuthorizationServerOptions } from './options';
import type { Services } from './services';

/** The context with what only the server itself may change. */
export interface OwnContext extends ServerContext {
  readonly clients: Clients;
  readonly scopes: DeclaredScopes;
  readonly keys: Keys;
}

/** Puts together what all parts of a server share. */
export function serverContext(
  options: AuthorizationServerOptions,
  services: Services,
  storage: Storage,
  scopes: DeclaredScopes,
  grantTypes: GrantTypeDirectory,
): OwnContext {
  const settings = resolveSettings({ ...options, origins: [...(options.origins ?? []), ...developmentOrigins(options)] });
  const logger = unfailing(options.logger ?? consoleLogger);
  const clock = options.clock ?? new SteadyClock();
  const users = options.users && new DevelopmentUsers(options.users);
  const vault = new OperatorVault(options.keys?.encryptWith, developmentKeyFile(options), logger);
  const keys = new Keys(options.keys ?? {}, { settings, logger, clock, storage, vault });
  const context: OwnContext = {
    ...{ settings, logger, clock, storage, scopes, grantTypes, vault, keys },
    signer: keys.signer,
    replay: storedReplay(storage),
    findToken: value => liveAccessToken(context, value),
    extensions: extensionsOf(options.extensions),
    events: new OAuthEvents(logger),
    clients: new Clients({ storage, scopes, grantTypes, clock, settings, vault }),
    logins: attemptsAMinute(settings.loginFailuresPerMinute),
    clientFailures: failuresAMinute(settings.clientFailuresPerMinute),
    fetcher: new DocumentCache(url => guardedFetch(url, settings.fetchable), clock),
    get users() {
      const provider = services.userProvider;
      // The default provider knows nobody; an application's own always comes before the users of development.
      return users && provider.constructor === UserProvider ? users : provider;
    },
    get tokens() {
      return services.bearerTokens;
    },
    get scopePolicy() {
      return services.scopePolicy;
    },
  };
  return context;
}

/** Clients that are kept in code are known before any request, so even their preflights can be answered. */
function developmentOrigins({ clients = [] }: AuthorizationServerOptions): string[] {
  return clients.flatMap(client => originsOf(client.redirectUris ?? []));
}
