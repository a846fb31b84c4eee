import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerContext } from '../core/context';
import { randomValue } from '../core/crypto';
import { longestTimer } from '../core/deadline';
import { findLease, graceOf, insertLease, keepLease, sweeps, takeLease } from '../core/statements/cleanup';
import { UnitRefused } from '../core/storage';
import { BatchSize } from './batch-size';

const task = 'cleanup';
/** How long a process that died in the middle keeps the others waiting, in milliseconds. */
const leaseTime = 60_000;

/** Of each stretch of time the cleanup takes one part and leaves so many to the requests. */
const restFactor = 9;
/** A disk that is slow for once does not end the cleanup; milliseconds. */
const longestRest = 2000;
/** How often the lease is renewed while rows are deleted, in milliseconds. */
const renewal = leaseTime / 4;

/** Deletes what has expired, in batches with a pause between them in which requests are served. */
export class Cleaner {
  private readonly holder = randomValue();
  private timer?: NodeJS.Timeout;
  private running?: Promise<number>;
  private readonly ending = new AbortController();
  /** When the lease was renewed last, on the monotonic clock. */
  private renewed = 0;

  constructor(private readonly context: ServerContext) {}

  /** Cleans up from time to time. It keeps no process alive. */
  start(): void {
    const every = this.context.settings.cleanup?.every;
    if (every !== undefined) this.timer = setInterval(() => void this.quietly(), Math.min(every * 1000, longestTimer)).unref();
  }

  /** @returns how many rows were deleted; none when another process is at it */
  run(): Promise<number> {
    this.running ??= this.sweepAll().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Ends after the batch that is under way: the rest is for the next time. */
  async stop(): Promise<void> {
    this.ending.abort();
    clearInterval(this.timer);
    await this.running?.catch(() => undefined);
  }

  private async quietly(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.context.logger.error('oauth-controllers: the cleanup failed; it will be tried again.', error);
    }
  }

  private async sweepAll(): Promise<number> {
    if (!(await this.hasLease())) return 0;
    const size = new BatchSize(this.context.settings.cleanup?.batch ?? 1000);
    const now = this.context.clock.now();
    let total = 0;
    this.renewed = performance.now();
    for (const sweep of sweeps) {
      const expiresAt = now - graceOf(sweep);
      for (let goesOn = true; goesOn; ) {
        if (this.ending.signal.aborted || !(await this.renewsLease())) return total;
        const { rows } = size;
        const begun = performance.now();
        const deleted = await this.context.storage.sweep(sweep.with({ expiresAt }), rows);
        const took = performance.now() - begun;
        total += deleted;
        // More than were asked for come from a table that an operator has put into parts.
        goesOn = deleted >= rows;
        size.adapt(took);
        await this.rest(took * restFactor);
      }
    }
    return total;
  }

  /** Who closes the server does not wait for what the requests are left. */
  private async rest(milliseconds: number): Promise<void> {
    const { signal } = this.ending;
    await sleep(Math.min(milliseconds, longestRest), undefined, { signal }).catch(() => undefined);
  }

  private async renewsLease(): Promise<boolean> {
    if (performance.now() - this.renewed < renewal) return true;
    this.renewed = performance.now();
    return this.keepsLease();
  }

  private async hasLease(): Promise<boolean> {
    const now = this.context.clock.now();
    const { storage } = this.context;
    if (await this.keepsLease()) return true;
    if (await storage.first(findLease.with({ name: task }))) {
      return wins(() =>
        storage.commit([takeLease.with({ holder: this.holder, expiresAt: now + leaseTime }, { name: task, expiresAt: now })]),
      );
    }
    const row = { name: task, holder: this.holder, expiresAt: now + leaseTime };
    // Two first ones at once: the database lets one in.
    return wins(() => storage.commit([insertLease.with(row)]));
  }

  private keepsLease(): Promise<boolean> {
    const expiresAt = this.context.clock.now() + leaseTime;
    return wins(() => this.context.storage.commit([keepLease.with({ expiresAt }, { name: task, holder: this.holder })]));
  }
}

async function wins(commit: () => Promise<void>): Promise<boolean> {
  try {
    await commit();
    return true;
  } catch (error) {
    if (error instanceof UnitRefused) return false;
    throw error;
  }
}
