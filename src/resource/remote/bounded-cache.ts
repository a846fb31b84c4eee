interface Entry<T> {
  readonly value: T;
  readonly until: number;
}

/** Keeps what was used last, each for a time of its own, and never more than so many. */
export class BoundedCache<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly size: number) {}

  /** @param now milliseconds since the epoch */
  get(key: string, now: number): T | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    if (entry.until <= now) return undefined;
    this.entries.set(key, entry);
    return entry.value;
  }

  /** @param until milliseconds since the epoch */
  set(key: string, value: T, until: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, until });
    if (this.entries.size <= this.size) return;
    // The one that was not used for the longest stands first.
    for (const [oldest] of this.entries) {
      this.entries.delete(oldest);
      return;
    }
  }
}
