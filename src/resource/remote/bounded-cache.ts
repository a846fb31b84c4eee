import { LRUCache } from 'lru-cache';

interface Entry<T> {
  readonly value: T;
  readonly until: number;
}

/** Keeps what was used last, each for a time of its own by the clock of its user, and never more than so many. */
export class BoundedCache<T> {
  private readonly entries: LRUCache<string, Entry<T>>;

  constructor(size: number) {
    this.entries = new LRUCache({ max: size });
  }

  /** @param now milliseconds since the epoch */
  get(key: string, now: number): T | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.until > now) return entry?.value;
    this.entries.delete(key);
    return undefined;
  }

  /** @param until milliseconds since the epoch */
  set(key: string, value: T, until: number): void {
    this.entries.set(key, { value, until });
  }
}
