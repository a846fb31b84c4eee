import { join } from 'node:path';
import type { DataSourceOptions } from 'typeorm';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import type { SpecDatabase } from '../support/databases';
import { halfStates, snapshot } from '../support/invariants';
import { startProcesses } from '../support/processes';
import { temporaryFolder } from '../support/quick-start';
import type { Game } from './games';
import { type Outcome, type RaceOptions, race } from './race';

/** One cell of the matrix: a game on a database, with so many processes, on a store as it is or on a slow one. */
export interface Cell {
  readonly game: Game;
  readonly processes: number;
  readonly slow: boolean;
}

/** Plays one cell on a database of its own; what the database holds at the end is looked at too. */
export async function play({ game, processes: count, slow }: Cell, given: SpecDatabase, options: RaceOptions): Promise<Outcome> {
  const { database, remove } = sharable(given.options);
  const processes = await startProcesses(count, { database, slow, tokens: game.tokens });
  try {
    const outcome = await race(game, processes.sites, options);
    const found = halfStates(await stored(database), { strict: game.tokens?.reuseInterval === 0 });
    const printed = processes.output().trim();
    const deviations = [...outcome.deviations, ...found, ...(printed ? [`a process wrote: ${printed.slice(0, 500)}`] : [])];
    return { ...outcome, deviations };
  } finally {
    await processes.stop();
    remove();
  }
}

async function stored(database: DataSourceOptions) {
  const storage = await TypeormStorage.open(database);
  try {
    return await snapshot(storage);
  } finally {
    await storage.close();
  }
}

let cells = 0;

/** What several processes can open: a file in place of memory; on a server tables of its own, and few connections each. */
function sharable(options: DataSourceOptions): { database: DataSourceOptions; remove(): void } {
  if (options.type !== 'better-sqlite3') {
    const own = { entityPrefix: `cell${cells++}_`, poolSize: 5 };
    return { database: { ...options, ...own } as DataSourceOptions, remove: () => undefined };
  }
  const { path, remove } = temporaryFolder();
  return { database: { ...options, database: join(path, 'races.sqlite') }, remove };
}
