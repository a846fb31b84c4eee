import type { DataSource, QueryRunner } from 'typeorm';
import { discard, patience } from './connection';
import { isWatched, type PostgresClient, postgresClient, tagsOf } from './postgres-client';
import { areTexts, type Command, rowsOf, sendTogether } from './postgres-messages';
import { type Bound, checkTouched, isWhole, lookedAt } from './unit';

/** How one kind of database keeps a unit, on a connection that nobody else uses meanwhile. */
export type Keep = (runner: QueryRunner, unit: readonly Bound[]) => Promise<void>;

/**
 * A conditional update that waited for another's commit has to see its outcome. A stricter level, whether it is the server's
 * default or the application's, would answer the loser of a race with an error instead of with no row.
 */
const level = 'ISOLATION LEVEL READ COMMITTED';

/**
 * A network that loses a connection tells PostgreSQL nothing: it would hold the rows of the transaction for hours, and refuse
 * their user so long. Nobody waits for it after the patience, so then the server gives it up by itself.
 */
const limits = ['idle_in_transaction_session_timeout', 'statement_timeout'].map(
  name => `set_config('${name}', '${patience}', true)`,
);

const opening = [`START TRANSACTION ${level}`, `SELECT ${limits.join(', ')}`].map(withoutValues);
const closing = withoutValues('COMMIT');

function withoutValues(sql: string): Command {
  return { sql, parameters: [] };
}

export function keepFor(dataSource: DataSource, ownsDataSource: boolean): Keep {
  if (dataSource.options.type !== 'postgres') return ownsDataSource ? onOwnMysql : onMysql;
  return (runner, unit) => (isWatched(dataSource) ? onWatchedPostgres : onPostgres)(runner, unit);
}

/**
 * What a new connection of the library's own data source is told first. Its transactions need not say their level then, and a single
 * statement is kept by itself. What a column cannot hold is refused and not cut off. MariaDB is to give up the transaction of a lost
 * connection as PostgreSQL does; MySQL knows nothing of the kind, and takes what only MariaDB from 10.3 on reads for a comment. None
 * of it can be said in an application's own data source, whose connections are its own.
 */
export function greetingFor(dataSource: DataSource): readonly string[] {
  if (dataSource.options.type === 'postgres') return [];
  const idle = `/*M!100300 , SESSION idle_transaction_timeout = ${Math.ceil(patience / 1000)} */`;
  const strict = "SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')";
  return [`SET SESSION TRANSACTION ${level}`, `SET SESSION autocommit = 1, ${strict} ${idle}`];
}

const commit = (runner: QueryRunner): Promise<unknown> => runner.query(closing.sql);

const onMysql: Keep = (runner, unit) => stepByStep(runner, [`SET TRANSACTION ${level}`, 'START TRANSACTION'], unit, commit);

const onOwnMysql: Keep = (runner, unit) =>
  isWhole(unit) ? runAll(runner, unit) : stepByStep(runner, ['START TRANSACTION'], unit, commit);

const onWatchedPostgres: Keep = (runner, unit) =>
  stepByStep(
    runner,
    opening.map(({ sql }) => sql),
    unit,
    async () => checkCommitted(await tagsOf(runner, () => commit(runner))),
  );

const onPostgres: Keep = async (runner, unit) => {
  const client = postgresClient(await runner.connect());
  // A column that the application has declared anew may hold what only the driver can write.
  const plain = unit.every(({ parameters }) => areTexts(parameters));
  await (client && plain ? inMessages(runner, client, unit) : onWatchedPostgres(runner, unit));
};

/**
 * In one message with the COMMIT, or in two where it depends on the rows of the first writes whether the others are sent. A row
 * that two want is held for one answer less.
 */
async function inMessages(runner: QueryRunner, client: PostgresClient, unit: readonly Bound[]): Promise<void> {
  const looked = unit.slice(0, lookedAt(unit));
  const rest = unit.slice(looked.length);
  const tags = await orRollback(runner, async () => {
    if (looked.length === 0) return sendTogether(client, [...opening, ...rest, closing]);
    checkAll(looked, (await sendTogether(client, [...opening, ...looked])).slice(opening.length));
    return sendTogether(client, [...rest, closing]);
  });
  checkCommitted(tags.slice(-1));
  checkAll(rest, tags.slice(-1 - rest.length, -1));
}

/** A transaction that has failed, though nobody was told, ends at its COMMIT with a ROLLBACK and no error. */
function checkCommitted(tags: readonly string[] | undefined): void {
  if (tags && !tags.includes(closing.sql)) throw new Error(`PostgreSQL answered a COMMIT with ${tags.at(-1)}.`);
}

function checkAll(unit: readonly Bound[], tags: readonly string[]): void {
  for (const [place, { write }] of unit.entries()) checkTouched(write, rowsOf(tags[place]));
}

function stepByStep(
  runner: QueryRunner,
  beginning: readonly string[],
  unit: readonly Bound[],
  ending: (runner: QueryRunner) => Promise<unknown>,
): Promise<void> {
  return orRollback(runner, async () => {
    for (const sql of beginning) await runner.query(sql);
    await runAll(runner, unit);
    await ending(runner);
  });
}

async function runAll(runner: QueryRunner, unit: readonly Bound[]): Promise<void> {
  for (const { write, sql, parameters } of unit) {
    const { affected } = await runner.query(sql, [...parameters], true);
    checkTouched(write, affected);
  }
}

/** Gives up what was begun when the work fails. */
async function orRollback<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await rollback(runner);
    throw error;
  }
}

/** The first error is the one to tell. */
async function rollback(runner: QueryRunner): Promise<void> {
  try {
    await runner.query('ROLLBACK');
  } catch {
    // The connection is gone, or the driver or a logger gave up the statement: then the transaction may still be open, and the next unit
    // would keep what was refused in this one.
    discard(await runner.connect());
  }
}
