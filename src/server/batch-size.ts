/** What a batch may take, in milliseconds. SQLite serves nobody meanwhile, and a request that comes then waits so much longer. */
const slice = 2;
/** Rows. Fewer would save next to nothing: a batch of them takes well below a millisecond, unless the disk makes it wait. */
const smallest = 40;

/** As many rows as are deleted in a slice of time, whatever the disk and the load are like at the moment. */
export class BatchSize {
  private size: number;

  /** @param limit rows; never more */
  constructor(private readonly limit: number) {
    this.size = Math.min(limit, smallest);
  }

  get rows(): number {
    return this.size;
  }

  /** @param milliseconds what the last batch took */
  adapt(milliseconds: number): void {
    const next = milliseconds > slice ? this.size / 2 : milliseconds < slice / 2 ? this.size * 1.5 : this.size;
    this.size = Math.min(this.limit, Math.max(Math.ceil(next), smallest));
  }
}
