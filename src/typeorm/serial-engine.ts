import type { DataSource } from 'typeorm';
import type { Table } from '../core/model';
import type { Query, SweepOf, Write } from '../core/statement';
import { Compiler, type Found, type Row } from './compile';
import type { Engine } from './engine';
import { checkTouched } from './unit';

/** The part of the driver sqlite3 that is used. It answers by callbacks, and what is asked in between joins a transaction. */
interface Sqlite3Database {
  all(sql: string, parameters: unknown[], done: (error: Error | null, rows: Found[]) => void): void;
  run(sql: string, parameters: unknown[], done: (this: { changes: number }, error: Error | null) => void): void;
  configure(option: 'busyTimeout', milliseconds: number): void;
  close(done: (error: Error | null) => void): void;
}

interface Sqlite3Driver {
  readonly databaseConnection: Sqlite3Database;
  /** The module itself. */
  readonly sqlite: { readonly Database: new (file: string) => Sqlite3Database };
}

/** How long a unit waits for another connection's transaction; milliseconds. */
const patience = 5000;

/**
 * The driver sqlite3, which TypeORM 0.3 has: one asynchronous connection, on which everything takes its turn, reads too, because
 * they would see what is not committed. An application that uses the same data source would come in between, so beside it the
 * library has a connection of its own to the same file.
 */
export class SerialEngine implements Engine {
  private readonly database: Sqlite3Database;
  private readonly compiler: Compiler;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param alone whether nobody else uses the data source */
  constructor(
    dataSource: DataSource,
    private readonly alone: boolean,
  ) {
    this.compiler = new Compiler(dataSource);
    const { databaseConnection, sqlite } = dataSource.driver as unknown as Sqlite3Driver;
    this.database = alone ? databaseConnection : new sqlite.Database(fileOf(dataSource));
    this.database.configure('busyTimeout', patience);
  }

  async first(query: Query<Table>): Promise<Row | undefined> {
    return (await this.all(query))[0];
  }

  async all({ statement, where }: Query<Table>): Promise<Row[]> {
    const { sql, bind, read } = this.compiler.compile(statement);
    const parameters = bind({}, where);
    const rows = (): Promise<Found[]> =>
      new Promise((resolve, reject) => {
        this.database.all(sql, parameters, (error, found) => (error ? reject(error) : resolve(found)));
      });
    return (await this.inTurn(rows)).map(read);
  }

  sweep(sweep: SweepOf, limit: number): Promise<number> {
    const { sql, parameters } = this.compiler.sweep(sweep, limit);
    return this.inTurn(() => this.run(sql, parameters));
  }

  commit(unit: readonly Write[]): Promise<void> {
    return this.inTurn(async () => {
      await this.run('BEGIN IMMEDIATE');
      try {
        for (const write of unit) await this.write(write);
        await this.run('COMMIT');
      } catch (error) {
        // SQLite has rolled back by itself when the disk was full or the file could not be written.
        await this.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    if (this.alone) return;
    await this.inTurn(
      () => new Promise<void>((resolve, reject) => this.database.close(error => (error ? reject(error) : resolve()))),
    );
  }

  private async write(write: Write): Promise<void> {
    const { sql, bind } = this.compiler.compile(write.statement);
    const changes = await this.run(sql, bind(write.set, write.where));
    checkTouched(write, changes);
  }

  private run(sql: string, parameters: unknown[] = []): Promise<number> {
    return new Promise((resolve, reject) => {
      this.database.run(sql, parameters, function (error) {
        if (error) reject(error);
        else resolve(this.changes);
      });
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}

function fileOf({ options }: DataSource): string {
  const file = String(options.database);
  if (file !== ':memory:') return file;
  throw new TypeError(
    'Your DataSource is an in-memory database of the driver sqlite3, which nobody else can open; give a file, or use better-sqlite3.',
  );
}
