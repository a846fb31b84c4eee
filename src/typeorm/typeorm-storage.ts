import type { DataSource, ObjectLiteral } from 'typeorm';
import type { Awaitable } from '../core/awaitable';
import type { Table, Tables } from '../core/model';
import type { Query, SweepOf, Write } from '../core/statement';
import type { Storage } from '../core/storage';
import { Compiler, limitMark } from './compile';
import { type DatabaseOption, openDataSource } from './data-source';
import type { Engine } from './engine';
import { SerialEngine } from './serial-engine';
import { SqliteEngine } from './sqlite-engine';
import { TransactionEngine } from './transaction-engine';

/** The storage port on TypeORM: entities give the schema, and beneath them run ready SQL texts. */
export class TypeormStorage implements Storage {
  private readonly compiler: Compiler;
  private readonly engine: Engine;
  /** Whether the database is in this process. */
  readonly isEmbedded: boolean;

  /** @param ownsDataSource whether closing the server closes the data source too */
  constructor(
    readonly dataSource: DataSource,
    private readonly ownsDataSource: boolean,
  ) {
    this.compiler = new Compiler(dataSource);
    const type: string = dataSource.options.type;
    this.isEmbedded = type === 'better-sqlite3' || type === 'sqlite';
    if (type === 'better-sqlite3') this.engine = new SqliteEngine(dataSource, this.compiler);
    else if (type === 'sqlite') this.engine = new SerialEngine(dataSource, this.compiler, ownsDataSource);
    else this.engine = new TransactionEngine(dataSource, this.compiler, ownsDataSource);
  }

  /**
   * Opens a database and brings its tables up to date, unless it is the application's own DataSource.
   * @throws TypeError that says what is missing
   */
  static async open(database: DatabaseOption): Promise<TypeormStorage> {
    const { dataSource, owned } = await openDataSource(database);
    return new TypeormStorage(dataSource, owned);
  }

  first<T extends Table>(query: Query<T>): Awaitable<Tables[T] | undefined> {
    const rows = this.all(query);
    return Array.isArray(rows) ? rows[0] : rows.then(([row]) => row);
  }

  all<T extends Table>({ statement, where }: Query<T>): Awaitable<Tables[T][]> {
    const compiled = this.compiler.compile(statement);
    const read = (rows: readonly ObjectLiteral[]): Tables[T][] => rows.map(row => compiled.read(row) as Tables[T]);
    const rows = this.engine.select(compiled.sql, compiled.bind({}, where));
    return Array.isArray(rows) ? read(rows) : rows.then(read);
  }

  async commit(unit: readonly Write[]): Promise<void> {
    if (unit.length > 0) await this.engine.commit(unit);
  }

  async sweep({ statement, where }: SweepOf, limit: number): Promise<number> {
    const compiled = this.compiler.compile(statement);
    return this.engine.remove(compiled.sql.replace(limitMark, String(Math.trunc(limit))), compiled.bind({}, where));
  }

  async close(): Promise<void> {
    await this.engine.close?.();
    if (this.ownsDataSource && this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
