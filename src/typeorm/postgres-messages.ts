import type { DataSource } from 'typeorm';

/** One statement of a message. */
export interface Command {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** The same with its values as PostgreSQL reads them, whatever the type of the column. */
interface Ready {
  readonly sql: string;
  readonly values: readonly (string | null)[];
}

/** What pg's client asks of a query that is not its own: the contract that pg-cursor and pg-query-stream are written for. */
interface Submittable {
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
interface Wire {
  readonly stream: { cork?(): void; uncork?(): void };
  parse(statement: { readonly text: string }): void;
  bind(portal: { readonly values: readonly (string | null)[] }): void;
  execute(portal: object): void;
  sync(): void;
}

export interface MessagingClient {
  readonly connection: Wire;
  query(submittable: Submittable): unknown;
}

type Settle = (error: unknown, tags?: readonly string[]) => void;

/**
 * Several statements in one message, which PostgreSQL answers at once: it ends at the first that fails and skips the others up to the
 * Sync, a COMMIT among them (PostgreSQL 15, 55.2.3). pg waits for the answer of each statement, and waiting is most of what a
 * short one costs.
 */
class Message implements Submittable {
  private readonly tags: string[] = [];

  /** @param callback is where pg looks for it when it bounds the time of its queries */
  constructor(
    private readonly commands: readonly Ready[],
    public callback: Settle,
  ) {}

  submit(wire: Wire): void {
    wire.stream.cork?.();
    for (const { sql, values } of this.commands) {
      wire.parse({ text: sql });
      wire.bind({ values });
      wire.execute({});
    }
    wire.sync();
    wire.stream.uncork?.();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.tags.push(text);
  }

  handleReadyForQuery(): void {
    this.callback(null, this.tags);
  }

  handleError(error: unknown): void {
    this.callback(error);
  }

  handleRowDescription(): void {}

  /** Of the settings, which nobody reads. */
  handleDataRow(): void {}

  handleEmptyQuery(): void {}

  handlePortalSuspended(): void {}
}

/**
 * Sends the commands as one message.
 * @returns what PostgreSQL says of each: 'UPDATE 1', 'INSERT 0 1', 'COMMIT'
 * @throws what pg throws for the first one that failed
 */
export function sendTogether(client: MessagingClient, commands: readonly Command[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const ready = commands.map(({ sql, parameters }) => ({ sql, values: parameters.map(asText) }));
    client.query(new Message(ready, (error, tags = []) => (error ? reject(error) : resolve(tags))));
  });
}

/** What the library's columns hold: no lists and no dates, which a driver writes in its own ways. */
function asText(value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`A column of the library's takes no ${typeof value}.`);
}

/** The rows that a command touched, as its tag ends with them. */
export function rowsOf(tag: string | undefined): number | undefined {
  const [, rows] = /^(?:INSERT 0|UPDATE|DELETE) (\d+)$/.exec(tag ?? '') ?? [];
  return rows === undefined ? undefined : Number(rows);
}

/**
 * The client behind a connection, where it is pg's and takes messages. Another driver under its name, pg's native binding and its
 * pipeline mode do not.
 */
export function messagingClient(connection: unknown): MessagingClient | undefined {
  const { connection: wire, pipeline, query } = connection as Partial<Record<'connection' | 'pipeline' | 'query', unknown>>;
  if (pipeline || typeof query !== 'function' || typeof wire !== 'object' || wire === null) return undefined;
  const { parse, bind, execute, sync, stream } = wire as Partial<Record<keyof Wire, unknown>>;
  const speaks = [parse, bind, execute, sync].every(method => typeof method === 'function') && typeof stream === 'object';
  return speaks ? (connection as MessagingClient) : undefined;
}

/** Whether the application looks at the statements of a data source: then each goes TypeORM's way, past its loggers and subscribers. */
export function isWatched({ options, subscribers }: DataSource): boolean {
  return Boolean(options.logging || options.logger || options.maxQueryExecutionTime) || subscribers.length > 0;
}
