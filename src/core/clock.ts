import { uptime } from 'node:os';

/** The only source of time in the library, so that specs can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Differences up to this are drift and are followed at once, in milliseconds. */
const drift = 1000;
/** A step of the wall clock is believed when it has lasted so long, in milliseconds. */
const patience = 10 * 60 * 1000;

/**
 * The system's time without its leaps. When the wall clock is set, by a mistake or by a correction, this clock goes on for ten
 * minutes as if nothing had happened, and believes the new time only if it is still there then: so a clock that leaps an hour
 * to and fro neither revives what has expired nor ends what is valid. A leap that is as long as the machine slept is none.
 */
export class SteadyClock implements Clock {
  /** What the wall clock is believed to be ahead of the monotonic one. */
  private offset: number;
  /** The leap that is not believed yet, and since when it is there. */
  private unbelieved?: { readonly leap: number; readonly since: number };
  /** How long the machine has slept since it was started, as far as it is known here. */
  private slept: number;

  /** All in milliseconds. Only the wall clock can be set; the monotonic one stands still while the machine sleeps, `booted` does not. */
  constructor(
    private readonly wall: () => number = Date.now,
    private readonly monotonic: () => number = () => performance.now(),
    private readonly booted: () => number = () => uptime() * 1000,
  ) {
    this.offset = wall() - monotonic();
    this.slept = booted() - monotonic();
  }

  now(): number {
    const elapsed = this.monotonic();
    const leap = this.wall() - elapsed - this.offset;
    if (Math.abs(leap) <= drift || this.isLasting(leap, elapsed)) {
      this.offset += leap;
      this.unbelieved = undefined;
    }
    return Math.floor(elapsed + this.offset);
  }

  private isLasting(leap: number, elapsed: number): boolean {
    // Another leap than the one that was waited for is as new as the first.
    if (this.unbelieved === undefined || Math.abs(leap - this.unbelieved.leap) > drift) {
      if (this.hasSlept(leap, elapsed)) return true;
      this.unbelieved = { leap, since: elapsed };
    }
    return elapsed - this.unbelieved.since >= patience;
  }

  /** Asked once for each leap, as the answer is read from a file. */
  private hasSlept(leap: number, elapsed: number): boolean {
    const before = this.slept;
    this.slept = this.booted() - elapsed;
    return Math.abs(leap - (this.slept - before)) <= drift;
  }
}
