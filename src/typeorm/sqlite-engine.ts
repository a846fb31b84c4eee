import type { DataSource } from 'typeorm';
import type { Table } from '../core/model';
import type { Query, Statement, SweepOf, Write } from '../core/statement';
import { ChangeWitness, type Done } from './change-witness';
import { type Compiled, Compiler, type Row } from './compile';
import type { Engine } from './engine';
import { metadataFor } from './entity-metadata';
import { type KeptRows, RowCache } from './row-cache';
import { connectionOf, type SqliteDatabase, type SqliteStatement } from './sqlite-driver';
import { checkTouched } from './unit';
import { asUpkeep } from './wal-upkeep';

/** A statement of the library, ready to be run. */
interface Ready extends Compiled {
  readonly prepared: SqliteStatement;
  readonly isCached: boolean;
  /** Whether its table is in the file itself. What is written to an attached one is not seen by the witness. */
  readonly isMain: boolean;
}

interface Waiting {
  readonly unit: readonly Write[];
  resolve(): void;
  reject(error: unknown): void;
}

/** For so many turns of the event loop a commit is put off at most, as long as each brings more that can share it. */
const turns = 4;
/** How long a unit waits for a transaction or a result of the application's on the same connection; milliseconds. */
const patience = 5000;

/**
 * better-sqlite3. TypeORM shares one query runner there, so its own transactions interleave; this engine goes to the driver.
 * Units that arrive in one turn of the event loop, or in turns that follow upon each other, are committed together; where one fails,
 * each in a savepoint of its own, so that it does not touch its neighbours. Each caller is answered only after COMMIT has made its writes durable.
 */
export class SqliteEngine implements Engine {
  private readonly database: SqliteDatabase;
  private readonly compiler: Compiler;
  private readonly ready = new Map<Statement, Ready>();
  private readonly words = new Map<string, SqliteStatement>();
  private readonly cache = new RowCache();
  private readonly witness: ChangeWitness;
  private queue: Waiting[] = [];
  /** How many rows the writes of the present transaction have changed. */
  private changed = 0;
  /** How many of them are new, and in the file itself: what makes of a transaction a commit. To write what is there already does not. */
  private added = 0;

  constructor(private readonly dataSource: DataSource) {
    this.compiler = new Compiler(dataSource, true);
    this.database = connectionOf(dataSource);
    this.witness = new ChangeWitness(this.database);
  }

  first({ statement, where }: Query<Table>): Row | undefined {
    const ready = this.readied(statement);
    const kept = ready.isCached ? this.kept(statement) : undefined;
    if (!kept) return rowOf(ready, where);
    const key = where[kept.key];
    return kept.get(key) ?? kept.keep(key, rowOf(ready, where));
  }

  /** The rows of a table that are in memory, once it is certain that they are what the database has. */
  private kept(statement: Statement): KeptRows | undefined {
    const worth = this.witness.look(statement.alongside === true);
    if (worth === 'unknown') return undefined;
    if (worth === 'stale') this.cache.clear();
    return this.cache.of(statement);
  }

  all({ statement, where }: Query<Table>): Row[] {
    const { prepared, bind, read } = this.readied(statement);
    return prepared.all(bind({}, where)).map(read);
  }

  async sweep(sweep: SweepOf, limit: number): Promise<number> {
    const { sql, parameters } = this.compiler.sweep(sweep, limit);
    this.writing(() => {
      const { changes } = asUpkeep(this.database, () => this.database.prepare(sql).run(parameters));
      this.wrote(sweep, changes);
      return false;
    });
    return this.changed;
  }

  commit(unit: readonly Write[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ unit, resolve, reject });
      if (this.queue.length === 1) setImmediate(() => this.gather(1, turns));
    });
  }

  /** Whoever is alone does not wait. Where several came at once, those who come in the next turn are taken along. */
  private gather(before: number, left: number): void {
    const { length } = this.queue;
    if (length > before && left > 0) setImmediate(() => this.gather(length, left - 1));
    else this.flush();
  }

  private flush(since = performance.now()): void {
    // A data source has one connection, so a transaction that is open here is the application's: what joined it would
    // vanish with its rollback.
    const mayWait = performance.now() - since < patience;
    const later = () => setTimeout(() => this.flush(since), 1);
    if (this.database.inTransaction && mayWait) {
      later();
      return;
    }
    const waiting = this.queue;
    try {
      this.writing(() => {
        this.execute('BEGIN IMMEDIATE');
        this.queue = [];
        return this.commitTogether(waiting);
      });
    } catch (error) {
      if (mayWait && isInResult(error)) {
        later();
        return;
      }
      this.queue = [];
      for (const one of waiting) one.reject(error);
    }
  }

  /**
   * Of what is in memory, what the library's own writes touch is forgotten, and nothing else.
   * @param work tells whether it has committed all that it wrote, in one transaction
   */
  private writing(work: () => boolean): void {
    this.witness.expecting(
      (): Done => {
        this.changed = 0;
        this.added = 0;
        const isCommitted = work() && this.added > 0;
        return { changed: this.changed, isCommitted };
      },
      () => this.cache.clear(),
    );
  }

  private wrote(write: Pick<Write, 'statement' | 'where'>, changes: number): void {
    this.changed += changes;
    if (changes > 0) this.cache.forget(write);
  }

  /** @returns whether every unit was committed */
  private commitTogether(waiting: readonly Waiting[]): boolean {
    let together: readonly (() => void)[] | undefined;
    let answers: readonly (() => void)[];
    try {
      together = this.together(waiting);
      answers = together ?? waiting.map(one => this.inSavepoint(one));
      this.execute('COMMIT');
    } catch (error) {
      this.rollback();
      for (const one of waiting) one.reject(error);
      return false;
    }
    for (const answer of answers) answer();
    return together !== undefined;
  }

  /**
   * Without savepoints, because nearly always nothing fails, and each would have SQLite copy every page that it touches.
   * @returns undefined when one has failed: then nothing is left of any, and a transaction has begun in which each can be tried alone
   */
  private together(waiting: readonly Waiting[]): (() => void)[] | undefined {
    try {
      for (const { unit } of waiting) for (const write of unit) this.run(write);
      return waiting.map(({ resolve }) => resolve);
    } catch {
      this.rollback();
      this.execute('BEGIN IMMEDIATE');
      return undefined;
    }
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
    const { prepared, bind, isMain } = this.readied(write.statement);
    const { changes } = prepared.run(bind(write.set, write.where));
    this.wrote(write, changes);
    if (isMain && write.statement.kind === 'insert') this.added += changes;
    checkTouched(write, changes);
  }

  private rollback(): void {
    try {
      this.execute('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself when the disk was full or the file could not be written.
    }
  }

  private execute(sql: string): void {
    let word = this.words.get(sql);
    if (!word) {
      word = this.database.prepare(sql);
      this.words.set(sql, word);
    }
    word.run();
  }

  private readied(statement: Statement): Ready {
    const known = this.ready.get(statement);
    if (known) return known;
    const compiled = this.compiler.compile(statement);
    const prepared = this.database.prepare(compiled.sql);
    const isMain = !metadataFor(this.dataSource, statement.table).tablePath.includes('.');
    const isCached = statement.cached === true && isMain;
    const made = { ...compiled, prepared: statement.kind === 'select' ? prepared.raw() : prepared, isCached, isMain };
    this.ready.set(statement, made);
    return made;
  }
}

function rowOf({ prepared, bind, read }: Ready, where: Query<Table>['where']): Row | undefined {
  const found = prepared.get(bind({}, where));
  return found && read(found);
}

/** Whether the application is in the middle of `iterate()` on the same connection, which lets nobody begin anything. */
function isInResult(error: unknown): boolean {
  return error instanceof TypeError && error.message.includes('busy executing a query');
}
