import type { SqliteDatabase } from './sqlite-driver';

/** How long the log may become before upkeep writes it back, in pages. By itself SQLite waits for 1000. */
const shortLog = 100;
/** `PRAGMA synchronous`: the disk is waited for when the log is written back, and not at each commit. */
const normal = 1;

/**
 * Deletes much without a long pause for anybody. In WAL mode a commit past 1000 pages writes all of them back to where they belong,
 * each to another place of the file, and waits for the disk: whoever happens to commit then pays for what the cleanup has dirtied,
 * and so does everybody who comes meanwhile. So the cleanup writes back what is there as soon as it is little, and rests after
 * that. It does not wait for the disk otherwise: what a power cut brings back is deleted next time. The commits of requests
 * are as durable as before, since the log is written in order, and each waits for all that is in it.
 * @param work one statement
 * @throws whatever the work throws
 * @see https://www.sqlite.org/wal.html section 3.1, https://www.sqlite.org/pragma.html#pragma_synchronous
 */
export function asUpkeep<T>(database: SqliteDatabase, work: () => T): T {
  // In a transaction of the application's the work takes part, and the level of safety cannot be changed.
  if (database.inTransaction || get(database, 'main.journal_mode') !== 'wal') return work();
  const level = Number(get(database, 'main.synchronous'));
  const pages = Number(get(database, 'wal_autocheckpoint'));
  try {
    if (level > normal) set(database, 'main.synchronous', normal);
    // 0: somebody else writes the log back, say what replicates the file.
    if (pages > shortLog) set(database, 'wal_autocheckpoint', shortLog);
    return work();
  } finally {
    if (level > normal) set(database, 'main.synchronous', level);
    if (pages > shortLog) set(database, 'wal_autocheckpoint', pages);
  }
}

type Setting = 'main.journal_mode' | 'main.synchronous' | 'wal_autocheckpoint';

function get(database: SqliteDatabase, name: Setting): unknown {
  return database.pragma(name, { simple: true });
}

function set(database: SqliteDatabase, name: Setting, value: number): void {
  database.pragma(`${name} = ${value}`);
}
