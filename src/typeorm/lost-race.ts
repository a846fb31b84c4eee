import { patience } from './connection';

/** PostgreSQL's SQLSTATE, or the error number of MySQL and MariaDB. */
const lostRaces: ReadonlySet<unknown> = new Set([
  // Deadlock, and a serialization failure: the database chose this transaction to be given up.
  ...['40P01', 1213, '40001'],
  // A lock was waited for too long.
  ...['55P03', 1205],
  // A key that is taken, which two tabs see that replace the same row: the one's DELETE does not find what the other has just
  // inserted. Once more, and it does. A key that is truly taken is refused again.
  ...['23505', 1062],
]);

const attempts = 6;
/** The longest pause before the first repetition, in milliseconds; it doubles from there. */
const firstPause = 5;

/**
 * Runs a transaction that rolls back when it fails, and runs it again when it lost a race. Nothing of the lost attempt is
 * left: all of these errors mean that the database has kept none of it.
 */
export async function again(transaction: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      // After that nobody waits for it any more.
      const late = performance.now() - begun > patience;
      if (late || attempt === attempts || !isLostRace(error)) throw error;
      // By chance, or those who met will meet again.
      await new Promise(resolve => setTimeout(resolve, Math.random() * firstPause * 2 ** (attempt - 1)));
    }
  }
}

/** TypeORM wraps what the driver threw. */
function isLostRace(error: unknown): boolean {
  const { driverError = error } = error as { driverError?: unknown };
  const { code, errno } = driverError as { code?: unknown; errno?: unknown };
  return lostRaces.has(code) || lostRaces.has(errno);
}
