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
  /** Whether somebody has it, be it the application. */
  busy: boolean;
  greeted: boolean;
}

/** What the pools of pg and of mysql2 tell; the connection is what they tell last. */
interface Pool {
  on(event: 'acquire' | 'release', listener: (...told: unknown[]) => void): Pool;
}

const pools = new WeakMap<object, Map<unknown, Known>>();

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
    if (!known.greeted) for (const sql of greeting) await runner.query(sql);
    known.greeted = true;
    const result = await work(runner);
    known.answeredAt = performance.now();
    return result;
  } finally {
    clearTimeout(timer);
    await runner.release();
  }
}

/**
 * Where one connection has fallen silent the others probably have, too: those that lie idle in the pool would each cost a
 * request its patience, one after the other. Whichever has not answered since goes, and costs nothing but to be made anew.
 */
function severIdle(dataSource: DataSource, since: number): void {
  for (const { socket, answeredAt, busy } of connectionsOf(dataSource).values())
    if (!busy && answeredAt < since) socket?.destroy();
}

/**
 * Those that the library has worked with. The application may hold any of them now, so only the pool knows which lie idle; where it
 * does not tell, none is taken to.
 */
function connectionsOf({ driver }: DataSource): Map<unknown, Known> {
  const { master, pool = master ?? driver } = driver as { readonly master?: object; readonly pool?: object };
  const before = pools.get(pool);
  if (before) return before;
  const connections = new Map<unknown, Known>();
  pools.set(pool, connections);
  const mark =
    (busy: boolean) =>
    (...told: unknown[]): void => {
      const known = connections.get(told.at(-1));
      if (known) known.busy = busy;
    };
  if (tells(pool)) pool.on('acquire', mark(true)).on('release', mark(false));
  return connections;
}

function tells(pool: object): pool is Pool {
  return typeof (pool as Partial<Pool>).on === 'function';
}

function knownOf(dataSource: DataSource, connection: unknown): Known {
  const connections = connectionsOf(dataSource);
  const before = connections.get(connection);
  if (before) return before;
  for (const [one, { socket }] of connections) if (socket?.destroyed) connections.delete(one);
  const known: Known = { socket: socketOf(connection), answeredAt: performance.now(), busy: true, greeted: false };
  connections.set(connection, known);
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

/** Ends a connection that nobody knows the state of, in such a way that its pool hands it to nobody else. */
export function discard(connection: unknown): void {
  const { destroy, end } = connection as { destroy?(): void; end?(): unknown };
  // mysql2 takes a destroyed connection out of its pool at once; pg one that has begun to end.
  if (destroy) destroy.call(connection);
  else Promise.resolve(end?.call(connection)).catch(() => undefined);
}
