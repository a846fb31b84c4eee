import { type Awaitable, isLate } from '../core/awaitable';
import { within } from '../core/deadline';
import type { Table, Tables } from '../core/model';
import type { Query, SweepOf, Write } from '../core/statement';
import { type Storage, storageFailed } from '../core/storage';

/** How long a storage behind a network may take, in milliseconds. */
const answerTime = 2000;

/**
 * Whatever becomes of a storage, the request is answered: one that throws or does not answer in time is a refusal with 503,
 * never access.
 */
export class GuardedStorage implements Storage {
  /** @param embedded whether it is in this process, so that there is nothing to wait for */
  constructor(
    private readonly storage: Storage,
    private readonly embedded: boolean,
  ) {}

  first<T extends Table>(query: Query<T>): Awaitable<Tables[T] | undefined> {
    try {
      return this.read(this.storage.first(query));
    } catch (error) {
      throw storageFailed(error);
    }
  }

  all<T extends Table>(query: Query<T>): Awaitable<Tables[T][]> {
    try {
      return this.read(this.storage.all(query));
    } catch (error) {
      throw storageFailed(error);
    }
  }

  commit(unit: readonly Write[]): Promise<void> {
    return this.answered(() => this.storage.commit(unit));
  }

  sweep(sweep: SweepOf, limit: number): Promise<number> {
    return this.answered(() => this.storage.sweep(sweep, limit));
  }

  close(): Promise<void> {
    return this.storage.close();
  }

  /** What is there already is handed on as it is: a promise of it would cost more than many a row. */
  private read<T>(answer: Awaitable<T>): Awaitable<T> {
    return isLate(answer) ? this.answered(() => answer) : answer;
  }

  private async answered<T>(ask: () => PromiseLike<T>): Promise<T> {
    try {
      return await (this.embedded ? ask() : within(answerTime, 'The database', ask()));
    } catch (error) {
      throw storageFailed(error);
    }
  }
}
