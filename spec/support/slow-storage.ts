import { setTimeout as pause } from 'node:timers/promises';
import type { Awaitable, Storage } from 'oauth-controllers';

/** A storage in which each step takes 1 to 20 ms longer: whatever can come between two steps does. */
export class SlowStorage implements Storage {
  constructor(private readonly storage: Storage) {}

  readonly first: Storage['first'] = async query => this.late(() => this.storage.first(query));
  readonly all: Storage['all'] = async query => this.late(() => this.storage.all(query));
  readonly commit: Storage['commit'] = async unit => this.late(() => this.storage.commit(unit));
  readonly sweep: Storage['sweep'] = (sweep, limit) => this.storage.sweep(sweep, limit);
  readonly close: Storage['close'] = () => this.storage.close();

  private async late<T>(step: () => Awaitable<T>): Promise<T> {
    await pause(1 + Math.random() * 19);
    return step();
  }
}
