import type { DataSource, QueryRunner } from 'typeorm';

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

/** pg's connection as an emitter: PostgreSQL's words on each statement that it has carried out. */
interface Told {
  on(event: 'commandComplete', listener: (message: { readonly text: string }) => void): void;
  off(event: 'commandComplete', listener: (message: { readonly text: string }) => void): void;
}

/**
 * What PostgreSQL says of the statements of some work, which TypeORM keeps to itself. Undefined where the driver does not tell.
 */
export async function tagsOf(runner: QueryRunner, work: () => Promise<unknown>): Promise<readonly string[] | undefined> {
  const { connection: told } = (await runner.connect()) as { readonly connection?: Partial<Told> };
  const tags: string[] = [];
  const note = ({ text }: { readonly text: string }): void => void tags.push(text);
  told?.on?.('commandComplete', note);
  try {
    await work();
  } finally {
    told?.off?.('commandComplete', note);
  }
  return told?.on && tags;
}

/** Whether the application looks at the statements of a data source: then each goes TypeORM's way, past its loggers and subscribers. */
export function isWatched({ options, subscribers }: DataSource): boolean {
  return Boolean(options.logging || options.logger || options.maxQueryExecutionTime) || subscribers.length > 0;
}
