import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DataSource, EntityMetadata, QueryRunner } from 'typeorm';
import type { Table } from '../../src/core/model';
import { insert, type Statement } from '../../src/core/statement';
import { Compiler, limitMark } from '../../src/typeorm/compile';
import { openDataSource } from '../../src/typeorm/data-source';
import { entityOf } from '../../src/typeorm/entities/entities';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { onEachDatabase } from '../support/databases';
import { freshHash } from '../support/rows';

type Row = Record<string, unknown>;

const folder = join(__dirname, '../../src/core/statements');
/** They read a table from its beginning to its end, and are meant to: once at the start or once a minute, of a handful of rows. */
const fullReads = ['allScopes', 'allSigningKeys'];
/** So many that no planner thinks reading all of them is the cheaper way. */
const rowsOfTable = 400;

/** Every statement that the library can run, by the name of its export. */
function declared(): Map<string, Statement> {
  const files = readdirSync(folder).filter(name => name.endsWith('.js'));
  const exported = files.flatMap(file => Object.entries(require(join(folder, file)) as Record<string, unknown>));
  // A list is named by its export and the place in it.
  const named = exported.flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((one, index) => [`${name}[${index}]`, one] as const) : [[name, value] as const],
  );
  return new Map(named.flatMap(([name, one]) => (isStatement(one) ? [[name, one] as const] : [])));
}

function isStatement(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && 'kind' in value && 'table' in value;
}

/** A row that every table takes: texts that differ, numbers that count up, nothing where nothing may stand. */
function rowOf({ columns }: EntityMetadata, number: number): Row {
  return Object.fromEntries(columns.map(column => [column.propertyName, sampleOf(column, number)]));
}

function sampleOf({ type, isNullable, length }: EntityMetadata['columns'][number], number: number): unknown {
  if (isNullable) return null;
  if (type === 'simple-json') return [];
  if (type === 'boolean') return false;
  return type === 'bigint' || type === 'integer' ? number : freshHash().slice(0, Number(length || 64));
}

/** What each database calls reading a whole table. Nothing else that it says of its plan matters here. */
const fullScans: Record<string, (runner: QueryRunner, sql: string, parameters: unknown[]) => Promise<string[]>> = {
  async SQLite(runner, sql, parameters) {
    const plan = (await runner.query(`EXPLAIN QUERY PLAN ${sql}`, parameters)) as { detail: string }[];
    return plan.map(({ detail }) => detail).filter(detail => detail.startsWith('SCAN'));
  },
  async PostgreSQL(runner, sql, parameters) {
    // A few hundred rows are read faster than an index; what matters is whether there is an index to read.
    await runner.query('SET enable_seqscan = off');
    const plan = (await runner.query(`EXPLAIN ${sql}`, parameters)) as Row[];
    await runner.query('RESET enable_seqscan');
    return plan.map(row => String(row['QUERY PLAN'])).filter(line => line.includes('Seq Scan'));
  },
  async MariaDB(runner, sql, parameters) {
    const plan = (await runner.query(`EXPLAIN ${sql}`, parameters)) as { type: string; key: string | null }[];
    return plan.filter(({ type, key }) => type === 'ALL' || type === 'index' || key === null).map(row => JSON.stringify(row));
  },
};

describe('the statements of the library', () => {
  it('name what they look for, but for those that are to read everything', () => {
    const searching = [...declared()].filter(([, { kind }]) => kind !== 'insert');
    expect(searching.length).to.be.greaterThan(20);
    expect(searching.filter(([, { where }]) => Object.keys(where).length === 0).map(([name]) => name)).to.deep.equal(fullReads);
  });

  onEachDatabase((database, name) => {
    let dataSource: DataSource;
    let compiler: Compiler;
    const rows = new Map<string, Row>();

    before(async () => {
      ({ dataSource } = await openDataSource(database().options));
      compiler = new Compiler(dataSource);
      const storage = new TypeormStorage(dataSource, true);
      for (const [table, entity] of Object.entries(entityOf)) {
        const made = Array.from({ length: rowsOfTable }, (_one, index) => rowOf(dataSource.getMetadata(entity), index));
        // In small units: a database has 2 s for each, on a machine that does much else too.
        for (let from = 0; from < made.length; from += 20)
          await storage.commit(made.slice(from, from + 20).map(row => insert(table as Table).with(row as never)));
        rows.set(table, { ...made[3] });
        const { tablePath } = dataSource.getMetadata(entity);
        await dataSource.query(name === 'MariaDB' ? `ANALYZE TABLE ${tablePath}` : `ANALYZE ${tablePath}`);
      }
    });
    after(() => dataSource?.destroy());

    /** What the plan of a statement reads from beginning to end. */
    const scansOf = async (statement: Statement): Promise<string[]> => {
      const { sql, bind } = compiler.compile(statement);
      const row = rows.get(statement.table) ?? {};
      const runner = dataSource.createQueryRunner();
      try {
        return (await fullScans[name]?.(runner, sql.replace(limitMark, '10'), bind(row, row))) ?? ['nobody looked'];
      } finally {
        await runner.release();
      }
    };

    it('RB06: find their rows through an index', async () => {
      const scanning = [];
      for (const [export_, statement] of declared()) {
        if (statement.kind === 'insert' || fullReads.includes(export_)) continue;
        const scans = await scansOf(statement);
        if (scans.length > 0) scanning.push(`${export_}: ${scans.join('; ')}`);
      }
      expect(scanning).to.deep.equal([]);
    });

    it('are seen to read everything where they do', async () => {
      const unindexed: Statement = {
        kind: 'select',
        table: 'accessToken',
        set: [],
        increment: [],
        where: { scope: 'equals' },
        affects: 'any',
      };
      expect(await scansOf(unindexed)).to.have.length(1);
    });
  });
});
