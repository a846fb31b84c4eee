import type { DataSource, ObjectLiteral } from 'typeorm';
import type { Write } from '../core/statement';
import { UnitRefused } from '../core/storage';
import type { Compiler } from './compile';
import type { Engine } from './engine';

/** The part of better-sqlite3 that is used. It is synchronous, so nothing can come between two of its statements. */
interface SqliteStatement {
  all(...parameters: unknown[]): ObjectLiteral[];
  run(...parameters: unknown[]): { changes: number };
}
interface SqliteDatabase {
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
}

interface Waiting {
  readonly unit: readonly Write[];
  resolve(): void;
  reject(error: unknown): void;
}

/** How long a unit waits for a transaction of the application's on the same connection; milliseconds. */
const patience = 5000;

/**
 * better-sqlite3. TypeORM shares one query runner there, so its own transactions interleave; this engine goes to the driver.
 * Units that arrive in one turn of the event loop are committed together, each in a savepoint of its own: a unit that fails
 * does not touch its neighbours, and each caller is answered only after COMMIT has made its writes durable.
 */
export class SqliteEngine implements Engine {
  private readonly database: SqliteDatabase;
  private readonly prepared = new Map<string, SqliteStatement>();
  private queue: Waiting[] = [];

  constructor(
    dataSource: DataSource,
    private readonly compiler: Compiler,
  ) {
    this.database = (dataSource.driver as unknown as { databaseConnection: SqliteDatabase }).databaseConnection;
  }

  select(sql: string, parameters: unknown[]): ObjectLiteral[] {
    return this.statement(sql).all(...parameters);
  }

  async remove(sql: string, parameters: unknown[]): Promise<number> {
    return this.statement(sql).run(...parameters).changes;
  }

  commit(unit: readonly Write[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ unit, resolve, reject });
      if (this.queue.length === 1) setImmediate(() => this.flush());
    });
  }

  private flush(since = performance.now()): void {
    // A data source has one connection, so a transaction that is open here is the application's: what joined it would
    // vanish with its rollback.
    if (this.database.inTransaction && performance.now() - since < patience) {
      setTimeout(() => this.flush(since), 1);
      return;
    }
    const waiting = this.queue;
    this.queue = [];
    try {
      this.execute('BEGIN IMMEDIATE');
    } catch (error) {
      for (const one of waiting) one.reject(error);
      return;
    }
    this.commitTogether(waiting);
  }

  private commitTogether(waiting: readonly Waiting[]): void {
    const answers: (() => void)[] = [];
    try {
      for (const one of waiting) answers.push(this.inSavepoint(one));
      this.execute('COMMIT');
    } catch (error) {
      this.rollback();
      for (const one of waiting) one.reject(error);
      return;
    }
    for (const answer of answers) answer();
  }

  /** @returns what the caller is told, once the transaction that is around it has been committed */
  private inSavepoint({ unit, resolve, reject }: Waiting): () => void {
    this.execute('SAVEPOINT unit');
    try {
      for (const write of unit) this.run(write);
      this.execute('RELEASE unit');
      return resolve;
    } catch (error) {
      this.execute('ROLLBACK TO unit');
      this.execute('RELEASE unit');
      return () => reject(error);
    }
  }

  private run(write: Write): void {
    const { sql, bind } = this.compiler.compile(write.statement);
    const { changes } = this.statement(sql).run(...bind(write.set, write.where));
    if (write.statement.affects === 1 && changes !== 1) throw new UnitRefused(write);
  }

  private rollback(): void {
    try {
      this.execute('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself when the disk was full or the file could not be written.
    }
  }

  private execute(sql: string): void {
    this.statement(sql).run();
  }

  private statement(sql: string): SqliteStatement {
    const known = this.prepared.get(sql);
    if (known) return known;
    const made = this.database.prepare(sql);
    this.prepared.set(sql, made);
    return made;
  }
}
