import type { DataSource, QueryRunner } from 'typeorm';
import { patience } from './connection';

/**
 * How a transaction begins. A conditional update that waited for another's commit has to see its outcome. A stricter level, whether
 * it is the server's default or the application's, would answer the loser of a race with an error instead of with no row.
 */
const beginning = {
  /**
   * All in one message. A network that loses a connection tells the server nothing: it would hold the rows of the transaction for
   * hours, and refuse their user so long. Nobody waits for it after the patience, so then the server gives it up by itself.
   */
  postgres: [
    `START TRANSACTION ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = ${patience}; ` +
      `SET LOCAL statement_timeout = ${patience}`,
  ],
  mysql: ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'START TRANSACTION'],
} as const;

export function beginningFor(dataSource: DataSource): readonly string[] {
  return beginning[dataSource.options.type === 'postgres' ? 'postgres' : 'mysql'];
}

/** Runs the work in a transaction that is given up when the work fails. */
export async function inTransaction(runner: QueryRunner, begin: readonly string[], work: () => Promise<void>): Promise<void> {
  try {
    for (const sql of begin) await runner.query(sql);
    await work();
    await runner.query('COMMIT');
  } catch (error) {
    await rollback(runner);
    throw error;
  }
}

async function rollback(runner: QueryRunner): Promise<void> {
  try {
    await runner.query('ROLLBACK');
  } catch {
    // The connection is gone, and the transaction with it: the first error is the one to tell.
  }
}

/**
 * What a new connection is told first, so that MariaDB gives up the transaction of a lost connection as PostgreSQL does. It can only be
 * said for all transactions of a connection, so not in an application's own data source. MySQL knows nothing of the kind: it takes
 * what only MariaDB from 10.3 on reads for a comment.
 */
export function greetingFor(dataSource: DataSource): string | undefined {
  if (dataSource.options.type === 'postgres') return undefined;
  return `SET @oauth = 1 /*M!100300 , SESSION idle_transaction_timeout = ${Math.ceil(patience / 1000)} */`;
}
