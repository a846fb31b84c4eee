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

  first<T extends Table>(query: Query<T>): Promise<Tables[T] | undefined> {
    return this.answered(() => this.storage.first(query));
  }

  all<T extends Table>(query: Query<T>): Promise<Tables[T][]> {
    return this.answered(() => this.storage.all(query));
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

  private async answered<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await (this.embedded ? ask() : within(answerTime, 'The database', ask()));
    } catch (error) {
      throw storageFailed(error);
    }
  }
}
