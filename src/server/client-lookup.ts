import { type Awaitable, after, isLate } from '../core/awaitable';
import { Client } from '../core/client';
import { isClientId } from '../core/client-id';
import type { Clock } from '../core/clock';
import type { ClientDirectory } from '../core/context';
import { frozen } from '../core/frozen';
import type { ClientRow } from '../core/model';
import type { Write } from '../core/statement';
import { clientToChange, findClient, findClientOfToken } from '../core/statements/clients';
import type { Storage } from '../core/storage';
import { ClientMemory } from './client-memory';

export interface LookupParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly settings: { readonly clientCache: number };
}

/** Finds registered clients, and may remember those of a storage behind a network. */
export class ClientLookup implements ClientDirectory {
  protected readonly storage: Storage;
  /** The clients of rows that the storage gives again. */
  private readonly known = new WeakMap<ClientRow, Client>();
  private readonly memory?: ClientMemory;

  constructor({ storage, clock, settings }: LookupParts) {
    this.storage = storage;
    if (settings.clientCache > 0) this.memory = new ClientMemory(clock, settings.clientCache * 1000);
  }

  /**
   * The client with this id; a promise of it where the database is asked over a network. Use `await` on either. With the option
   * `clientCache` it may be as old as that says.
   */
  find(clientId: string): Awaitable<Client | undefined> {
    return this.remembered(clientId) ?? this.current(clientId);
  }

  ofToken({ clientId }: { readonly clientId: string }): Awaitable<Client | undefined> {
    return this.remembered(clientId) ?? this.asked(findClientOfToken, clientId);
  }

  remembered(clientId: string): Client | undefined {
    return this.memory?.get(clientId);
  }

  /** The client with this id as the database has it now, whatever `clientCache` says. */
  current(clientId: string): Awaitable<Client | undefined> {
    return isClientId(clientId) ? this.asked(findClient, clientId) : undefined;
  }

  /** What is written here is known here at once. */
  protected commit(unit: readonly Write[]): Promise<void> {
    const { memory, storage } = this;
    return memory ? memory.changing(() => storage.commit(unit)) : storage.commit(unit);
  }

  /** For whoever is about to change it: never out of a memory. */
  protected async row(clientId: string): Promise<ClientRow | undefined> {
    return exactly(clientId, await this.storage.first(clientToChange.with({ clientId })));
  }

  /** @throws TypeError where the database takes the id for another one's, so that there cannot be both */
  protected async rowOrFree(clientId: string): Promise<ClientRow | undefined> {
    const row = await this.storage.first(clientToChange.with({ clientId }));
    if (!row || row.clientId === clientId) return row;
    throw new TypeError(
      `Client ${clientId} is the same as ${row.clientId} to this database, which does not tell them apart; give it another id.`,
    );
  }

  private asked(statement: typeof findClient, clientId: string): Awaitable<Client | undefined> {
    const keep = this.memory?.asking(clientId);
    const answer = this.storage.first(statement.with({ clientId }));
    // What is there at once the storage knows better than any memory.
    if (!keep || !isLate(answer)) return after(answer, row => this.named(exactly(clientId, row)));
    return answer.then(found => {
      const row = exactly(clientId, found);
      const copy = row && frozenCopy(row);
      const client = this.named(copy ?? row);
      keep(copy && client);
      return client;
    });
  }

  private named(row: ClientRow | undefined): Client | undefined {
    if (!row) return undefined;
    const known = this.known.get(row);
    if (known) return known;
    const client = new Client(row);
    // Many requests may be given the same one.
    Object.freeze(client);
    if (Object.isFrozen(row)) this.known.set(row, client);
    return client;
  }
}

/** Some databases find `Demo` for `demo`: a client id is compared exactly. */
function exactly(clientId: string, row: ClientRow | undefined): ClientRow | undefined {
  return row?.clientId === clientId ? row : undefined;
}

/** The row is the storage's, which may go on writing to it. Undefined when it is not data that can be frozen. */
function frozenCopy(row: ClientRow): ClientRow | undefined {
  try {
    const copy = structuredClone(row);
    return frozen(copy) ? copy : undefined;
  } catch {
    return undefined;
  }
}
