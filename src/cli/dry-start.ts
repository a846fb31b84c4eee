import type { TypediServices } from '../controllers/container';
import { refuseAddresses } from '../controllers/listen';
import type { OAuthOptions } from '../controllers/options';
import { randomValue } from '../core/crypto';
import type { Logger } from '../core/logger';
import type { Storage } from '../core/storage';
import { MetadataEndpoint } from '../endpoints/metadata/metadata-endpoint';
import { authMethodOf, type ClientInput, hasSecret } from '../server/client-input';
import { Clients } from '../server/clients';
import { DeclaredScopes } from '../server/declared-scopes';
import type { Finding } from '../server/findings';
import { serverContext } from '../server/server-context';
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

/** Any scope may be one that the database knows. */
class AnyScope extends DeclaredScopes {
  override has(): boolean {
    return true;
  }
}

/** What a start would refuse. Of a warning the database has the last word. */
export interface Refused {
  readonly level: Finding['level'];
  readonly error: unknown;
}

/**
 * What `OAuthServer.create()` and `listen()` do with their options before anything is opened. Nothing is made, no
 * key of development either.
 * @returns what is wrong with scopes of resources, and with each client
 * @throws TypeError for what no database would change
 */
export function dryStart(options: OAuthOptions, services: TypediServices): () => Promise<Refused[]> {
  const { grants, scopes } = checkedParts(options);
  const { database, storage, ...others } = options;
  if (database !== undefined && !storage)
    optionsOf(typeof database !== 'string' && 'isInitialized' in database ? database.options : database);
  refuseAddresses(options.framework, options.trustProxy);
  const inMemory = { ...others, database: ':memory:', logger: silent };
  const context = serverContext(inMemory, services, empty, scopes, grants);
  new MetadataEndpoint(context, new Map()).place(options.endpointPaths ?? {});
  const { clock, settings, vault, clients } = context;
  const anyhow = new Clients({ storage: empty, scopes: new AnyScope({}), grantTypes: grants, clock, settings, vault });
  return async () => {
    const refused = [await refusal('warning', async () => refuseUnknownScopes(options, scopes))];
    for (const input of options.clients ?? []) {
      const client = { ...input, clientId: input.clientId ?? '' };
      refused.push(
        (await refusal('error', async () => anyhow.put({ ...client, clientSecret: anySecret(client) }))) ??
          (await refusal('warning', () => clients.put(client))),
      );
    }
    return refused.filter(one => one !== undefined);
  };
}

/** Where none is given the database may have one. */
function anySecret(client: ClientInput): string | undefined {
  return client.clientSecret ?? (hasSecret(authMethodOf(client)) ? randomValue() : undefined);
}

async function refusal(level: Refused['level'], work: () => Promise<void>): Promise<Refused | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { level, error };
  }
}
