import type { PostgresClient, Submittable, Wire } from './postgres-client';

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
 * Sends the commands as one message, with values that are texts to PostgreSQL.
 * @returns what PostgreSQL says of each: 'UPDATE 1', 'INSERT 0 1', 'COMMIT'
 * @throws what pg throws for the first one that failed
 */
export function sendTogether(client: PostgresClient, commands: readonly Command[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const ready = commands.map(({ sql, parameters }) => ({ sql, values: parameters.map(asText) }));
    client.query(new Message(ready, (error, tags = []) => (error ? reject(error) : resolve(tags))));
  });
}

const asText = (value: unknown): string | null => (value === null ? null : String(value));

const plain: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

/** Whether these are what the library's columns hold: no lists and no dates, which a driver writes in its own ways. */
export function areTexts(parameters: readonly unknown[]): boolean {
  return parameters.every(value => value === null || plain.has(typeof value));
}

/** The rows that a command touched, as its tag ends with them. */
export function rowsOf(tag: string | undefined): number | undefined {
  const [, rows] = /^(?:INSERT 0|UPDATE|DELETE) (\d+)$/.exec(tag ?? '') ?? [];
  return rows === undefined ? undefined : Number(rows);
}
