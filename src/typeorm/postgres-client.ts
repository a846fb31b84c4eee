import type { DataSource } from 'typeorm';

/** What pg's client asks of a query that is not its own: the contract that pg-cursor and pg-query-stream are written for. */
export interface Submittable {
  submit(wire: Wire): void;
  handleCommandComplete(message: { readonly text: string }): void;
  handleReadyForQuery(): void;
  handleError(error: unknown): void;
  handleRowDescription(): void;
  handleDataRow(): void;
  handleEmptyQuery(): void;
  handlePortalSuspended(): void;
}

/** pg's connection: each method writes one message of PostgreSQL's extended query protocol. */
export interface Wire {
  readonly stream: { cork?(): void; uncork?(): void };
  parse(statement: { readonly text: string }): void;
  bind(portal: { readonly values: readonly (string | null)[] }): void;
  execute(portal: object): void;
  sync(): void;
}

/** A query with a name, which pg prepares once on each connection. */
export interface NamedQuery {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** pg's client, as far as the library knows it. */
export interface PostgresClient {
  readonly connection: Wire;
  query(submittable: Submittable): unknown;
  query(query: NamedQuery): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
}

/**
 * The client behind a connection, where it is pg's and takes messages of our own. Another driver under its name, pg's native binding
 * and its pipeline mode do not.
 */
export function postgresClient(connection: unknown): PostgresClient | undefined {
  const { connection: wire, pipeline, query } = connection as Partial<Record<'connection' | 'pipeline' | 'query', unknown>>;
  if (pipeline || typeof query !== 'function' || typeof wire !== 'object' || wire === null) return undefined;
  const { parse, bind, execute, sync, stream } = wire as Partial<Record<keyof Wire, unknown>>;
  const speaks = [parse, bind, execute, sync].every(method => typeof method === 'function') && typeof stream === 'object';
  return speaks ? (connection as PostgresClient) : undefined;
}

/** Whether the application looks at the statements of a data source: then each goes TypeORM's way, past its loggers and subscribers. */
export function isWatched({ options, subscribers }: DataSource): boolean {
  return Boolean(options.logging || options.logger || options.maxQueryExecutionTime) || subscribers.length > 0;
}
