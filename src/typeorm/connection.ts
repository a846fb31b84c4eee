import type { DataSource, QueryRunner } from 'typeorm';

/** How long work may hold a connection, in milliseconds: as long as a request waits for it. */
export const patience = 2000;

interface Socket {
  readonly destroyed: boolean;
  destroy(): void;
}

/** What is known of a pool's connection. Instants are those of `performance.now()`. */
interface Known {
  readonly socket: Socket | undefined;
  answeredAt: number;
  busy: boolean;
  greeted: boolean;
}

const pools = new WeakMap<DataSource, Map<unknown, Known>>();

/**
 * Runs work on a connection of its own. A network that has fallen silent tells nobody, and a connection that waits for it would
 * keep its place in the pool for ever: ten of those, and the database is away although it has long come back. So who does not
 * answer in time is cut off, and its work fails.
 * @param greeting statements that a new connection is given before any work
 */
export async function onConnection<T>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
  greeting: readonly string[],
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  const begun = performance.now();
  let known: Known | undefined;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    known?.socket?.destroy();
    severIdle(dataSource, begun);
  }, patience);
  try {
    known = knownOf(dataSource, await runner.connect());
    // Who asked has been refused meanwhile.
    if (late) throw new Error('The pool gave no connection in time.');
    known.busy = true;
    if (!known.greeted) for (const sql of greeting) await runner.query(sql);
    known.greeted = true;
    const result = await work(runner);
    known.answeredAt = performance.now();
    return result;
  } finally {
    clearTimeout(timer);
    if (known) known.busy = false;
    await runner.release();
  }
}

/**
 * Where one connection has fallen silent the others probably have, too: those that lie idle in the pool would each cost a
 * request its patience, one after the other. Whichever has not answered since goes, and costs nothing but to be made anew.
 */
function severIdle(dataSource: DataSource, since: number): void {
  for (const { socket, answeredAt, busy } of pools.get(dataSource)?.values() ?? [])
    if (!busy && answeredAt < since) socket?.destroy();
}

function knownOf(dataSource: DataSource, connection: unknown): Known {
  const pool = pools.get(dataSource) ?? new Map<unknown, Known>();
  pools.set(dataSource, pool);
  const before = pool.get(connection);
  if (before) return before;
  for (const [one, { socket }] of pool) if (socket?.destroyed) pool.delete(one);
  const known: Known = { socket: socketOf(connection), answeredAt: performance.now(), busy: true, greeted: false };
  pool.set(connection, known);
  return known;
}

/**
 * Both drivers take the end of their socket for the loss of the connection, and take it out of the pool. pg keeps the socket one
 * level deeper than mysql2.
 */
function socketOf(connection: unknown): Socket | undefined {
  const outer = connection as { readonly stream?: Socket; readonly connection?: { readonly stream?: Socket } } | undefined;
  return outer?.connection?.stream ?? outer?.stream;
}
