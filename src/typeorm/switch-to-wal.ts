import { setTimeout as sleep } from 'node:timers/promises';
import type { SqliteDatabase } from './sqlite-driver';

/** How long others may keep a file, and how often it is asked for; milliseconds. */
const patience = 5000;
const pause = 20;

/**
 * Of several processes that make a file at the same moment, one switches it to WAL, and SQLite refuses the others at once: to
 * wait could be a deadlock, so its own timeout does not count there. They ask again.
 * @throws whatever the driver throws, for a file that stays locked too
 */
export async function switchToWal(database: Pick<SqliteDatabase, 'pragma'>): Promise<void> {
  for (const until = performance.now() + patience; ; ) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || performance.now() > until) throw error;
    }
    await sleep(pause);
  }
}
