import BetterSqlite3 from 'better-sqlite3';
import type { DataSource } from 'typeorm';

/** The connection that a data source on better-sqlite3 has. What is done there happens at once. */
export function connectionOf({ driver }: DataSource): BetterSqlite3.Database {
  return (driver as unknown as { databaseConnection: BetterSqlite3.Database }).databaseConnection;
}

/** Does something on another connection to the same file, as another program would. */
export function beside(file: string, work: (database: BetterSqlite3.Database) => void): void {
  const other = new BetterSqlite3(file);
  work(other);
  other.close();
}
