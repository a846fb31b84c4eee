const minute = 60_000;

/** So many are told of in one minute, whoever sends requests: neither the memory nor the log grows with the others. */
const most = 1000;

/** What is worth a line each time it is new, and no more than one a minute of the same. */
export class OnceAMinute {
  private readonly said = new Set<string>();
  private begun = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since the epoch. @returns whether nothing has been said of it in this minute */
  isNew(what: string, now: number): boolean {
    // A clock that has been set back must not keep it silent until it is where it was.
    if (Math.abs(now - this.begun) >= minute) {
      this.begun = now;
      this.said.clear();
    }
    if (this.said.has(what) || this.said.size >= most) return false;
    this.said.add(what);
    return true;
  }
}
