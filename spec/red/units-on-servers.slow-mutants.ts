import { type Broken, type Mutant, watchedBy } from './mutant';

const unit = 'src/typeorm/unit.ts';
const transaction = 'src/typeorm/transaction.ts';
const client = 'src/typeorm/postgres-client.ts';
const connection = 'src/typeorm/connection.ts';
const reads = 'src/typeorm/postgres-reads.ts';

const broken: readonly Broken[] = [
  // The COMMIT goes along although the first write may have found no row.
  ['unit-not-looked', unit, 'return isWhole(unit) ? 0 : unit.findLastIndex(write => !needsNoLook(write)) + 1;', 'return 0;'],
  // One look less: the write that decides goes with the COMMIT.
  [
    'unit-looked-short',
    unit,
    'unit.findLastIndex(write => !needsNoLook(write)) + 1',
    'unit.findLastIndex(write => !needsNoLook(write))',
  ],
  // A proof is looked at before its COMMIT, which costs an answer more.
  ['unit-once', unit, "(needsNoLook(only) || only.write.statement.kind === 'insert')", 'needsNoLook(only)'],
  // Several statements, each kept by itself.
  ['unit-not-whole', unit, 'others.length === 0 && ', ''],
  ['unit-rows', unit, 'write.statement.affects === 1 && rows !== 1', 'write.statement.affects === 1 && rows === 0'],
  ['message-commit', transaction, 'tags && !tags.includes(closing.sql)', 'tags && tags.length === 0'],
  // A statement that nobody waits for any more goes on, and keeps its connection.
  ['message-limits', transaction, ", 'statement_timeout'", ''],
  ['message-watched', transaction, '(isWatched(dataSource) ? onWatchedPostgres : onPostgres)', 'onPostgres'],
  ['message-pipeline', client, 'pipeline || ', ''],
  ['message-odd-value', transaction, 'client && plain ?', 'client ?'],
  ['read-unwatched', reads, '(isWatched(dataSource) ? find : prepared)', 'prepared'],
  ['read-unprepared', reads, 'let prepares = true;', 'let prepares = false;'],
  ['read-name-gone', reads, "'26000', ", ''],
  ['read-name-taken', reads, "'42P05', ", ''],
  ['read-table-changed', reads, ", '0A000'", ''],
  ['read-names-for-ever', reads, '      prepares = false;\n', ''],
  ['mysql-not-owned', transaction, 'return ownsDataSource ? onOwnMysql : onMysql;', 'return onOwnMysql;'],
  ['mysql-autocommit', transaction, 'SET SESSION autocommit = 1', 'SET SESSION autocommit = @@autocommit'],
  ['mysql-strict', transaction, ",STRICT_TRANS_TABLES')", "')"],
  ['mysql-other-modes', transaction, "CONCAT(@@sql_mode, ',STRICT_TRANS_TABLES')", "'STRICT_TRANS_TABLES'"],
  ['mysql-level', transaction, 'SET SESSION TRANSACTION', 'SET TRANSACTION'],
  ['mysql-level-of-theirs', transaction, '[`SET TRANSACTION', '[`SET SESSION TRANSACTION'],
];

/** What an application does on the connections that the library works with, too. */
const shared: readonly Broken[] = [
  ['shared-cut', connection, '!busy && answeredAt < since', 'answeredAt < since'],
  ['shared-unmarked', connection, 'if (known) known.busy = busy;', 'if (known) known.busy = false;'],
  ['shared-rollback', transaction, 'discard(await runner.connect());', ''],
  ['shared-hidden', transaction, 'async () => checkCommitted(await tagsOf(runner, () => commit(runner))),', 'commit,'],
  [
    'shared-late-subscriber',
    transaction,
    'return (runner, unit) => (isWatched(dataSource) ? onWatchedPostgres : onPostgres)(runner, unit);',
    'return isWatched(dataSource) ? onWatchedPostgres : onPostgres;',
  ],
];

export const mutants: Mutant[] = [
  ...watchedBy('spec/stores/*.spec.ts', broken, 'how a unit is sent|the storage port'),
  ...watchedBy('spec/stores/*.spec.ts', shared, 'connections that the library shares'),
];
