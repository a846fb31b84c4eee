import { randomInt } from 'node:crypto';
import type BetterSqlite3 from 'better-sqlite3';
import { expect } from 'chai';
import { Column, DataSource, type DataSourceOptions, Entity, type EntityMetadata, PrimaryColumn } from 'typeorm';
import type { Table } from '../../src/core/model';
import { insert, select } from '../../src/core/statement';
import { findCode, insertCode } from '../../src/core/statements/codes';
import { Compiler } from '../../src/typeorm/compile';
import { type Conversion, hydration, persistence } from '../../src/typeorm/conversion';
import { openDataSource } from '../../src/typeorm/data-source';
import { entityOf } from '../../src/typeorm/entities/entities';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { onEachDatabase } from '../support/databases';
import { awkward, codeRow, freshHash } from '../support/rows';

type Row = Record<string, unknown>;
type ColumnMetadata = EntityMetadata['columns'][number];

const loud = {
  to: (value: unknown) => value && String(value).toLowerCase(),
  from: (value: unknown) => value && String(value).toUpperCase(),
};

@Entity({ name: 'odd' })
class Odd {
  @PrimaryColumn({ type: 'integer', transformer: loud }) id!: number;
  @Column({ type: 'text', transformer: loud }) text!: string;
  @Column({ type: 'simple-array', nullable: true }) list!: string[];
  @Column({ type: 'bigint' }) long!: string;
  @Column({ type: 'bigint', transformer: loud }) longer!: string;
  @Column({ type: 'boolean' }) flag!: boolean;
  @Column({ type: 'boolean', transformer: loud }) loudFlag!: boolean;
  @Column({ type: Number }) number!: number;
  @Column({ type: Boolean }) other!: boolean;
}

const rowsOfTable = 40;
const tables = Object.keys(entityOf) as Table[];

const texts = ['', ' ', awkward, '[]', '{}', 'null', 'true', '0', '007', '1e3', '__proto__', 'ß'.repeat(200), '{"a":1}', "'; --"];
const documents = [
  ...[[], {}, [[]], [{}], { a: {} }, '', '[]', '{}', 'text', 0, -1.5, true, false, [null], awkward],
  ...[{ 'ä"\\': [1, { b: null, c: [true, 'x', 0.1] }] }, { constructor: 1 }, JSON.parse('{"__proto__":{"a":1}}')],
];
const instants = [0, 1, -1, Date.UTC(2026, 0, 1), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];

const oneOf = (values: readonly unknown[]): unknown => values[randomInt(values.length)];

function randomOf(column: ColumnMetadata): unknown {
  if (column.isNullable && randomInt(3) === 0) return null;
  if (column.type === 'simple-json') return oneOf(documents);
  if (column.type === 'bigint') return oneOf(instants);
  if (column.type === 'boolean') return randomInt(2) === 0;
  if (column.type === 'integer') return oneOf([0, 1, -1, 2 ** 31 - 1]);
  return String(oneOf(texts)).slice(0, Number(column.length) || undefined);
}

const rowOf = (metadata: EntityMetadata): Row =>
  Object.fromEntries(
    metadata.columns.map(column => [column.propertyName, column.isPrimary ? freshHash() : randomOf(column)]),
  ) as Row;

const rowsOf = (metadata: EntityMetadata): Row[] => Array.from({ length: rowsOfTable }, () => rowOf(metadata));

const converting = (conversion: Conversion, value: unknown): unknown => (conversion ? conversion(value) : value);

/** As TypeORM reads a row. */
const hydrated = ({ driver }: DataSource, metadata: EntityMetadata, found: Row): Row =>
  Object.fromEntries(
    metadata.columns.map(column => [column.propertyName, driver.prepareHydratedValue(found[column.databaseName], column)]),
  );

describe('what the storage writes and reads', () => {
  onEachDatabase((database, name) => {
    let dataSource: DataSource;
    let storage: TypeormStorage;
    before(async () => {
      const { dataSource: opened } = await openDataSource(database().options);
      dataSource = opened;
      storage = new TypeormStorage(dataSource, true);
    });
    after(() => storage?.close());

    for (const table of tables) {
      it(`is of ${table} what TypeORM would write, in every column`, () => {
        const metadata = dataSource.getMetadata(entityOf[table]);
        const { bind } = new Compiler(dataSource).compile(insert(table));
        for (const row of rowsOf(metadata)) {
          const values = metadata.columns.map(column => [row[column.propertyName], column] as const);
          expect(bind(row, {})).to.deep.equal(
            values.map(([value, column]) => dataSource.driver.preparePersistentValue(value, column)),
          );
        }
      });

      it(`is of ${table} what TypeORM would read, in every column`, async () => {
        const metadata = dataSource.getMetadata(entityOf[table]);
        const key = metadata.primaryColumns[0]?.propertyName ?? '';
        const rows = rowsOf(metadata);
        await storage.commit(rows.map(row => insert(table).with(row as never)));
        const found = (await dataSource.query(`SELECT * FROM ${metadata.tablePath}`)) as Row[];
        const expected = found.map(row => hydrated(dataSource, metadata, row));
        const read = (await storage.all(select(table, {}).with({} as never))) as unknown as Row[];
        const byKey = (all: readonly Row[]) => new Map(all.map(row => [row[key], row]));
        expect(byKey(read)).to.deep.equal(byKey(expected)).and.to.deep.equal(byKey(rows));
        const one = select(table, { [key]: 'equals' } as never);
        for (const row of rows) expect(await storage.first(one.with({ [key]: row[key] } as never))).to.deep.equal(row);
      });
    }

    if (name === 'SQLite')
      it('is a number where the application has its driver give big integers', async () => {
        const prepareDatabase = (given: BetterSqlite3.Database): void => void given.defaultSafeIntegers(true);
        const big = await TypeormStorage.open({ type: 'better-sqlite3', database: ':memory:', prepareDatabase });
        const row = codeRow({ failedVerifiers: 3 });
        await big.commit([insertCode.with(row)]);
        expect(await big.first(findCode.with({ hash: row.hash }))).to.deep.equal(row);
        await big.close();
      });

    it('is the driver’s own in a column of any other kind', async () => {
      const entities = [Odd];
      const own = await new DataSource({ ...database().options, entities } as DataSourceOptions).initialize();
      const { driver } = own;
      for (const column of own.getMetadata(Odd).columns) {
        for (const value of ['a,b', 'ÄB', '1', 0, 1, null]) {
          const expected = [driver.prepareHydratedValue(value, column), driver.preparePersistentValue(value, column)];
          const converted = [converting(hydration(driver, column), value), converting(persistence(driver, column), value)];
          expect(converted, column.propertyName).to.deep.equal(expected);
        }
      }
      await own.destroy();
    });
  });
});
