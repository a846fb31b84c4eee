import type { TypediServices } from '../controllers/container';
import { refuseAddresses } from '../controllers/listen';
import type { OAuthOptions } from '../controllers/options';
import type { Logger } from '../core/logger';
import type { Storage } from '../core/storage';
import { MetadataEndpoint } from '../endpoints/metadata/metadata-endpoint';
import { type OwnContext, serverContext } from '../server/server-context';
import { checkedParts, refuseUnknownScopes } from '../server/start-checks';
import { optionsOf } from '../typeorm/data-source';

/** A database of nothing, in which nothing stays. */
const empty: Storage = {
  first: () => undefined,
  all: () => [],
  commit: async () => undefined,
  sweep: async () => 0,
  close: async () => undefined,
};

const nothing = (): void => undefined;
const silent: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A start without a database, in two steps. */
export interface DryStart {
  /** @throws TypeError for what no database would change */
  readonly parts: () => void;
  /** @throws TypeError for what only a database could know: scopes, and clients with their secrets */
  readonly registrations: () => Promise<void>;
}

/** What `OAuthServer.create()` and `listen()` do with their options before anything is opened. Nothing is made, no key of development either. */
export function dryStart(options: OAuthOptions, services: TypediServices): DryStart {
  let parts: { readonly scopes: ReturnType<typeof checkedParts>['scopes']; readonly context: OwnContext };
  return {
    parts: () => {
      const { grants, scopes } = checkedParts(options);
      const { database, storage, ...others } = options;
      if (database !== undefined && !storage && (typeof database === 'string' || !('isInitialized' in database)))
        optionsOf(database);
      refuseAddresses(options.framework, options.trustProxy);
      const inMemory = { ...others, database: ':memory:', logger: silent };
      const context = serverContext(inMemory, services, empty, scopes, grants);
      new MetadataEndpoint(context, new Map()).place(options.endpointPaths ?? {});
      parts = { scopes, context };
    },
    registrations: async () => {
      const { scopes, context } = parts;
      refuseUnknownScopes(options, scopes);
      for (const client of options.clients ?? []) await context.clients.put({ ...client, clientId: client.clientId ?? '' });
    },
  };
}
