import type { DataSource } from 'typeorm';
import type { Found } from './compile';

/** The part of better-sqlite3 that is used. It is synchronous, so nothing can come between two of its statements. */
export interface SqliteStatement {
  get(parameters?: unknown[]): Found | undefined;
  all(parameters: unknown[]): Found[];
  run(parameters?: unknown[]): { changes: number };
  /** Rows come as lists, which cost a quarter less than objects. */
  raw(): SqliteStatement;
  /** Of each row comes its first column alone. */
  pluck(): { get(): unknown };
}

export interface SqliteDatabase {
  /** Whether a transaction is open on this connection, whoever began it. */
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  pragma(text: string, options?: { readonly simple: true }): unknown;
}

/** The connection of a data source on better-sqlite3 that is open: it has one, which TypeORM keeps to itself. */
export function connectionOf({ driver }: DataSource): SqliteDatabase {
  return (driver as unknown as { readonly databaseConnection: SqliteDatabase }).databaseConnection;
}
