import type { Clock } from 'oauth-controllers';

/** Time that only moves when a spec says so. */
export class ManualClock implements Clock {
  private time: number;

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  /** @param seconds may be negative, for a clock that is set back */
  advance(seconds: number): void {
    this.time += seconds * 1000;
  }
}
