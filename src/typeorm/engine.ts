import type { Awaitable } from '../core/awaitable';
import type { Table } from '../core/model';
import type { Query, SweepOf, Write } from '../core/statement';
import type { Row } from './compile';

/** How one kind of database reads and commits. It answers reads at once where the rows are in this process. */
export interface Engine {
  first(query: Query<Table>): Awaitable<Row | undefined>;
  all(query: Query<Table>): Awaitable<Row[]>;
  /** Runs one DELETE outside of any unit. @returns how many rows it deleted */
  sweep(sweep: SweepOf, limit: number): Promise<number>;
  commit(unit: readonly Write[]): Promise<void>;
  /** Where it has a connection beside the data source's. */
  close?(): Promise<void>;
}
