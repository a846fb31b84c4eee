import BetterSqlite3 from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { connectionOf as used } from '../../src/typeorm/sqlite-driver';

/** The whole of the connection of which the library uses a part. What is done there happens at once. */
export const connectionOf = (dataSource: DataSource): BetterSqlite3.Database => used(dataSource) as BetterSqlite3.Database;

/** Does something on another connection to the same file, as another program would. */
export function beside(file: string, work: (database: BetterSqlite3.Database) => void): void {
  const other = new BetterSqlite3(file);
  work(other);
  other.close();
}
