import type { DataSource, EntityMetadata } from 'typeorm';
import type { Comparison, Statement, SweepOf } from '../core/statement';
import { type Conversion, comparison, hydration, persistence } from './conversion';
import { libraryColumns, metadataFor } from './entity-metadata';

type ColumnMetadata = EntityMetadata['columns'][number];
type Values = Readonly<Record<string, unknown>>;
/** A row as a driver gives it: by the names of its columns, or by their places. */
export type Found = Readonly<Record<string | number, unknown>>;
export type Row = Record<string, unknown>;

/** A statement in the SQL of one database: text that is built once, and functions that bind values and read rows. */
export interface Compiled {
  readonly sql: string;
  bind(set: Values, where: Values): unknown[];
  read(found: Found): Row;
}

const operators: Readonly<Record<Comparison, string>> = { equals: '=', before: '<', after: '>', atMost: '<=', isNull: 'IS NULL' };

/** Where the number of rows goes in the text of a sweep. */
export const limitMark = '/*limit*/';

/**
 * PostgreSQL's COMMIT of a sweep does not wait for the disk, which then has more time for those of the requests: rows that a crash
 * brings back are deleted next time. It is so for this transaction alone, and is asked once.
 */
const unhurried = "(SELECT set_config('synchronous_commit', 'off', true)) = 'off'";

/** One parameter: which value it takes, and how the driver wants it. */
interface Slot {
  readonly from: 'set' | 'where';
  readonly column: ColumnMetadata;
}

/** Turns the library's statements into SQL. Table and column names come from the entities, so a prefix or a subclass just works. */
export class Compiler {
  private readonly compiled = new Map<Statement, Compiled>();

  /** @param byPlace whether the driver gives rows as lists */
  constructor(
    private readonly dataSource: DataSource,
    private readonly byPlace = false,
  ) {}

  /** A sweep in so many rows: the number stands in the text. */
  sweep({ statement, where }: SweepOf, limit: number): { readonly sql: string; readonly parameters: unknown[] } {
    const { sql, bind } = this.compile(statement);
    return { sql: sql.replace(limitMark, String(Math.trunc(limit))), parameters: bind({}, where) };
  }

  compile(statement: Statement): Compiled {
    const known = this.compiled.get(statement);
    if (known) return known;
    const made = this.make(statement);
    this.compiled.set(statement, made);
    return made;
  }

  private make(statement: Statement): Compiled {
    const metadata = metadataFor(this.dataSource, statement.table);
    const columns = libraryColumns(metadata, statement.table);
    const slots: Slot[] = [];
    const sql = new SqlText(this.dataSource, metadata, columns, slots).of(statement);
    return { sql, bind: this.binder(statement, slots), read: this.reader(columns) };
  }

  private binder({ kind, table }: Statement, slots: readonly Slot[]): Compiled['bind'] {
    const { driver } = this.dataSource;
    const ready = slots.map(({ from, column }) => {
      return { from, name: column.propertyName, convert: (from === 'set' ? persistence : comparison)(driver, column) };
    });
    return (set, where) =>
      ready.map(({ from, name, convert }) => {
        const value = (from === 'set' ? set : where)[name];
        // A condition without its value would match other rows than it was written for.
        if (value === undefined) throw new TypeError(`${kind} of ${table}: ${name} is undefined`);
        return convert ? convert(value) : value;
      });
  }

  private reader(columns: EntityMetadata['columns']): Compiled['read'] {
    const { driver } = this.dataSource;
    const ready = columns.map((column, place): readonly [string, string | number, Conversion] => [
      column.propertyName,
      this.byPlace ? place : column.databaseName,
      hydration(driver, column),
    ]);
    return found => {
      const row: Row = {};
      for (const [name, place, convert] of ready) row[name] = convert ? convert(found[place]) : found[place];
      return row;
    };
  }
}

class SqlText {
  constructor(
    private readonly dataSource: DataSource,
    private readonly metadata: EntityMetadata,
    private readonly columns: EntityMetadata['columns'],
    private readonly slots: Slot[],
  ) {}

  of(statement: Statement): string {
    const table = this.metadata.tablePath.split('.').map(this.escape).join('.');
    if (statement.kind === 'insert') return this.insert(table, statement.once === true);
    if (statement.kind === 'delete') return `DELETE FROM ${table}${this.where(statement)}`;
    if (statement.kind === 'sweep') return this.sweep(table, statement);
    if (statement.kind === 'update') return `UPDATE ${table} SET ${this.assignments(statement)}${this.where(statement)}`;
    const columns = this.columns.map(column => this.escape(column.databaseName)).join(', ');
    return `SELECT ${columns} FROM ${table}${this.where(statement)}${this.page(statement)}`;
  }

  /** Each database has its own words for letting the first one win. */
  private insert(table: string, once: boolean): string {
    const columns = this.columns.map(column => this.escape(column.databaseName)).join(', ');
    const values = this.columns.map(column => this.parameter('set', column)).join(', ');
    const into = once && this.isMysql() ? 'INSERT IGNORE INTO' : 'INSERT INTO';
    const otherwise = once && !this.isMysql() ? ' ON CONFLICT DO NOTHING' : '';
    return `${into} ${table} (${columns}) VALUES (${values})${otherwise}`;
  }

  /**
   * MySQL has no LIMIT in a subquery, the others have none in DELETE. The order makes every database walk along the index from
   * its beginning: without it PostgreSQL would read the table from its start, through all that was deleted before, each time.
   * The limit is a number of our own and stands in the text.
   */
  private sweep(table: string, statement: Statement): string {
    const oldest = Object.keys(statement.where).map(property => this.name(property));
    const some = `${this.where(statement)} ORDER BY ${oldest.join(', ')} LIMIT ${limitMark}`;
    if (this.isMysql()) return `DELETE FROM ${table}${some}`;
    if (this.dataSource.options.type === 'postgres') {
      const places = `ctid = ANY(ARRAY(SELECT ctid FROM ${table}${some}))`;
      return `DELETE FROM ${table} WHERE ${places}${this.stillOver(statement)} AND ${unhurried}`;
    }
    const key = this.metadata.primaryColumns.map(column => this.escape(column.databaseName)).join(', ');
    return `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table}${some})`;
  }

  /**
   * A row's place is the fastest way to it. But where an operator has put the table into parts, each part has a row at that place, so
   * whatever stands there has to be over itself. No index holds the sum: it is not to be looked for among all that are over.
   */
  private stillOver({ where }: Statement): string {
    const conditions = Object.entries(where).map(
      ([property, comparison]) =>
        ` AND ${this.name(property)} + 0 ${operators[comparison]} ${this.parameter('where', this.column(property))}`,
    );
    return conditions.join('');
  }

  private page({ page }: Statement): string {
    return page ? ` ORDER BY ${this.name(page.by)} LIMIT ${page.rows}` : '';
  }

  private isMysql(): boolean {
    return this.dataSource.options.type === 'mysql' || this.dataSource.options.type === 'mariadb';
  }

  private assignments({ set, increment }: Statement): string {
    const assigned = set.map(property => `${this.name(property)} = ${this.parameter('set', this.column(property))}`);
    return [...assigned, ...increment.map(property => `${this.name(property)} = ${this.name(property)} + 1`)].join(', ');
  }

  private where({ where }: Statement): string {
    const conditions = Object.entries(where).map(([property, comparison]) => {
      const condition = `${this.name(property)} ${operators[comparison]}`;
      return comparison === 'isNull' ? condition : `${condition} ${this.parameter('where', this.column(property))}`;
    });
    return conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  }

  private parameter(from: Slot['from'], column: ColumnMetadata): string {
    this.slots.push({ from, column });
    return this.dataSource.driver.createParameter(column.propertyName, this.slots.length - 1);
  }

  private name(property: string): string {
    return this.escape(this.column(property).databaseName);
  }

  private column(property: string): ColumnMetadata {
    const column = this.metadata.findColumnWithPropertyName(property);
    if (!column)
      throw new TypeError(
        `${this.metadata.name} has no column ${property}; extend the library's entity instead of replacing it.`,
      );
    return column;
  }

  private readonly escape = (name: string): string => this.dataSource.driver.escape(name);
}
