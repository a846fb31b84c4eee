import type { SqliteDatabase, SqliteStatement } from './sqlite-driver';
import { WalIndex } from './wal-index';

type Value = { get(): unknown };

const settled = Promise.resolve();

/** What writes of the library's own came to. */
export interface Done {
  /** How many rows they changed. */
  readonly changed: number;
  /** Whether they were committed to the main database, in one transaction: for certain, and no more than one. */
  readonly isCommitted: boolean;
}

/** What rows that were read before are worth: as good as new, of no use any more, or not to be judged for the moment. */
export type Worth = 'same' | 'stale' | 'unknown';

/**
 * Tells whether a SQLite database may have changed since it was last looked at. That nobody has committed the WAL-index tells,
 * where it can be read; otherwise SQLite is asked. Whoever writes is noticed, and by what:
 * another connection, of this process or of any other, by `data_version`; raw SQL on this connection, with its triggers and
 * cascades, by `total_changes()`; a table that this connection made, renamed or dropped by `schema_version`, since neither of the
 * others counts that.
 *
 * Nothing of this is looked at less often than once a request, not even once in a turn of the event loop. A connection that is
 * readable for the rest of an old request may bring a new one in the same turn, after another process has revoked its token.
 */
export class ChangeWitness {
  private readonly totalChanges: Value;
  private readonly dataVersion: Value;
  private readonly schemaVersion: Value;
  private readonly begin: SqliteStatement;
  private readonly end: SqliteStatement;
  private changes = Number.NaN;
  /** Whether nothing but one piece of work has run since the last look: no promise was waited for, and nothing has arrived. */
  private isSure = false;
  private data: unknown;
  private schema: unknown;
  private index?: WalIndex;

  constructor(private readonly database: SqliteDatabase) {
    this.totalChanges = database.prepare('SELECT total_changes()').pluck();
    this.dataVersion = database.prepare('PRAGMA main.data_version').pluck();
    this.schemaVersion = database.prepare('PRAGMA main.schema_version').pluck();
    this.begin = database.prepare('BEGIN');
    this.end = database.prepare('COMMIT');
  }

  /**
   * @param alongside whether it is for a row that belongs to one which the caller has just looked for: other connections are not
   * asked about again then, which is what costs, as long as that look was made in the same piece of work
   * @throws whatever the driver throws, for one that the database is closed
   */
  look(alongside: boolean): Worth {
    // What is read inside of an open transaction may be taken back with it.
    if (this.database.inTransaction) return 'unknown';
    if (alongside && this.isSure && this.count() === this.changes) return 'same';
    // Read before SQLite is asked, so that whoever commits in between is noticed the next time.
    const index = this.walIndex();
    if (index.isAsAgreed()) {
      this.surely();
      return 'same';
    }
    const changes = this.count();
    // An application that is in the middle of a result lets nobody begin anything.
    if (!this.hasBegun()) return 'unknown';
    const [data, schema] = this.versions();
    index.agree();
    this.surely();
    if (changes === this.changes && data === this.data && schema === this.schema) return 'same';
    this.changes = changes;
    this.data = data;
    this.schema = schema;
    return 'stale';
  }

  /**
   * Runs writes of the library's own, whose changes are known one by one.
   * @param work tells what its statements have done
   * @param surprised is called when other rows were changed too: before, or by a trigger or a cascade
   */
  expecting(work: () => Done, surprised: () => void): void {
    const before = this.count();
    const isKnown = before === this.changes;
    const index = this.walIndex();
    const { changed, isCommitted } = index.watching(work);
    this.changes = this.count();
    if (!isKnown || this.changes !== before + changed) surprised();
    else if (isCommitted) index.follow();
  }

  /** A file has one only once it was read. */
  private walIndex(): WalIndex {
    this.index ??= new WalIndex(this.database);
    return this.index;
  }

  /** The driver may be set to give big integers. */
  private count(): number {
    return Number(this.totalChanges.get());
  }

  private surely(): void {
    if (this.isSure) return;
    this.isSure = true;
    settled.then(this.noLonger);
  }

  private readonly noLonger = (): void => {
    this.isSure = false;
  };

  private hasBegun(): boolean {
    try {
      this.begin.run();
      return true;
    } catch {
      return false;
    }
  }

  /** Inside of one transaction both cost little more than one: the locks are what is dear. */
  private versions(): [data: unknown, schema: unknown] {
    try {
      return [this.dataVersion.get(), this.schemaVersion.get()];
    } finally {
      this.end.run();
    }
  }
}
