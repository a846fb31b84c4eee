import type { DataSource } from 'typeorm';
import type { Awaitable } from '../core/awaitable';
import type { Table, Tables } from '../core/model';
import type { Query, SweepOf, Write } from '../core/statement';
import type { Storage } from '../core/storage';
import { type DatabaseOption, openDataSource } from './data-source';
import type { Engine } from './engine';
import { SerialEngine } from './serial-engine';
import { SqliteEngine } from './sqlite-engine';
import { TransactionEngine } from './transaction-engine';

/** The storage port on TypeORM: entities give the schema, and beneath them run ready SQL texts. */
export class TypeormStorage implements Storage {
  private readonly engine: Engine;
  /** Whether the database is in this process. */
  readonly isEmbedded: boolean;

  /** @param ownsDataSource whether closing the server closes the data source too */
  constructor(
    readonly dataSource: DataSource,
    private readonly ownsDataSource: boolean,
  ) {
    const type: string = dataSource.options.type;
    this.isEmbedded = type === 'better-sqlite3' || type === 'sqlite';
    if (type === 'better-sqlite3') this.engine = new SqliteEngine(dataSource);
    else if (type === 'sqlite') this.engine = new SerialEngine(dataSource, ownsDataSource);
    else this.engine = new TransactionEngine(dataSource, ownsDataSource);
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
    return this.engine.first(query) as Awaitable<Tables[T] | undefined>;
  }

  all<T extends Table>(query: Query<T>): Awaitable<Tables[T][]> {
    return this.engine.all(query) as Awaitable<unknown[]> as Awaitable<Tables[T][]>;
  }

  commit(unit: readonly Write[]): Promise<void> {
    return unit.length > 0 ? this.engine.commit(unit) : Promise.resolve();
  }

  sweep(sweep: SweepOf, limit: number): Promise<number> {
    return this.engine.sweep(sweep, limit);
  }

  async close(): Promise<void> {
    await this.engine.close?.();
    if (this.ownsDataSource && this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}
