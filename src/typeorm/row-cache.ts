import { LRUCache } from 'lru-cache';
import { frozen } from '../core/frozen';
import type { Table } from '../core/model';
import type { Statement, Write } from '../core/statement';
import type { Row } from './compile';

/** So many rows of a table are kept at most: those that were used last. */
const most = 10_000;

/**
 * Counted as sizes, because with `max` the cache would take its whole room at once. Where other processes write, rows are
 * forgotten with every request: a new cache is made in no time, while to clear one takes as long as it has ever been.
 */
const empty = (): LRUCache<string, Row> => new LRUCache({ maxSize: most, sizeCalculation: () => 1 });

/** Rows of one table by their key. They are frozen, because many requests are given the same one. */
export class KeptRows {
  private rows = empty();

  /** @param key the property that the rows are asked for by */
  constructor(readonly key: string) {}

  get(value: unknown): Row | undefined {
    return typeof value === 'string' ? this.rows.get(value) : undefined;
  }

  /** A row that was found for another spelling of its key, or that cannot be frozen, is not kept. */
  keep(value: unknown, row: Row | undefined): Row | undefined {
    if (row && typeof value === 'string' && row[this.key] === value && frozen(row)) this.rows.set(value, row);
    return row;
  }

  /** Where a key is compared without regard to case, one that is not here may have meant another row. */
  forget(value: unknown): void {
    if (typeof value !== 'string' || !this.rows.delete(value)) this.clear();
  }

  clear(): void {
    if (this.rows.size > 0) this.rows = empty();
  }
}

/** The rows that `cached` statements have read. Whether they are still true is for its user to know. */
export class RowCache {
  private readonly tables = new Map<Table, KeptRows>();

  /** @throws TypeError for a statement that has no key */
  of({ table, where }: Statement): KeptRows {
    const known = this.tables.get(table);
    if (known) return known;
    const [key, ...more] = Object.keys(where);
    if (key === undefined || more.length > 0) throw new TypeError(`A row of ${table} is cached by one key.`);
    const made = new KeptRows(key);
    this.tables.set(table, made);
    return made;
  }

  /** Forgets what a write of the library's has changed. */
  forget({ statement, where }: Pick<Write, 'statement' | 'where'>): void {
    const rows = this.tables.get(statement.table);
    // A new row is in nobody's way: that there was none is never kept.
    if (!rows || statement.kind === 'insert') return;
    if (statement.where[rows.key] === 'equals') rows.forget(where[rows.key]);
    else rows.clear();
  }

  clear(): void {
    for (const rows of this.tables.values()) rows.clear();
  }
}
