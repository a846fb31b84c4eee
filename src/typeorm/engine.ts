import type { ObjectLiteral } from 'typeorm';
import type { Awaitable } from '../core/awaitable';
import type { Write } from '../core/statement';

/** How one kind of database reads and commits. */
export interface Engine {
  /** At once, where the rows are in this process. */
  select(sql: string, parameters: unknown[]): Awaitable<ObjectLiteral[]>;
  /** Runs one DELETE outside of any unit. @returns how many rows it deleted */
  remove(sql: string, parameters: unknown[]): Promise<number>;
  commit(unit: readonly Write[]): Promise<void>;
  /** Where it has a connection beside the data source's. */
  close?(): Promise<void>;
}
