import type { Awaitable } from './awaitable';
import { OAuthError, temporarilyUnavailable } from './errors';
import type { Table, Tables } from './model';
import type { Query, SweepOf, Write } from './statement';

/**
 * The storage port. Four methods are all that a store of another kind has to bring: read one row, read several, commit a unit,
 * and delete what has expired. What makes single use hold is in `commit`: the writes happen together or not at all, and a write that touches another
 * number of rows than it must makes the whole unit fail. There is no other way to write.
 *
 * A store whose rows are in this process may answer a read at once, with the rows instead of a promise of them: nobody has to
 * wait for what is there. One that is behind a network answers with promises, for each of which the server has patience for 2 s.
 * What a read throws and what its promise is rejected with are the same to the caller, who always writes `await`.
 */
export interface Storage {
  /** The row of a key, or undefined. */
  first<T extends Table>(query: Query<T>): Awaitable<Tables[T] | undefined>;
  all<T extends Table>(query: Query<T>): Awaitable<Tables[T][]>;
  /**
   * @throws UnitRefused when a write did not touch as many rows as it must; nothing is written then
   * @throws OAuthError temporarily_unavailable when the database cannot be reached; nothing is promised then
   */
  commit(unit: readonly Write[]): Promise<void>;
  /** Deletes at most `limit` rows. @returns how many it deleted */
  sweep(sweep: SweepOf, limit: number): Promise<number>;
  close(): Promise<void>;
}

/**
 * A unit that was rolled back because the world was not as it expected: somebody else was first. Who knows what that means
 * catches it; where nobody does, it is a failure like any other of the storage, and the client may try again.
 */
export class UnitRefused extends OAuthError {
  constructor(readonly write: Write) {
    const { kind, table } = write.statement;
    const { description, headers } = temporarilyUnavailable();
    const hint = `The ${kind} of ${table} did not touch the row it had to; the unit was rolled back.`;
    super('temporarily_unavailable', description, { headers, hint });
    this.name = 'UnitRefused';
  }
}

/** A database that failed is never a reason to let somebody in: 503 and Retry-After, with the cause for the log only. */
export function storageFailed(cause: unknown): Error {
  return cause instanceof OAuthError ? cause : temporarilyUnavailable({ cause: withoutValues(cause) });
}

/** Drivers keep the values that were to be written with their errors, and a log is no place for rows. */
function withoutValues(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  const { name, message, stack, code } = cause as NodeJS.ErrnoException;
  return Object.assign(new Error(message), { name, stack }, code === undefined ? {} : { code });
}
