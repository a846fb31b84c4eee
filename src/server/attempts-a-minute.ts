import { LRUCache } from 'lru-cache';
import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Awaitable } from '../core/awaitable';
import { sha256 } from '../core/crypto';
import { OAuthError } from '../core/errors';
import { lazy } from '../core/lazy';
import type { AttemptLimiter, FailureLimiter, Tried } from '../core/limiter';
import { networkOf } from './network';

const limiting = lazy(() => require('rate-limiter-flexible') as typeof import('rate-limiter-flexible'));

/**
 * So many names are counted at once, which takes some 30 MB. Of more, the one that was tried longest ago is forgotten: else whoever
 * sends ever other names would fill the memory. To be forgotten early somebody has to send as many others in between.
 */
const names = 50_000;

/** Counts of one minute by key. */
class Counts {
  private readonly limiter: RateLimiterMemory;
  /** How often each was counted since it is here: never less than the limiter has counted in its minute. */
  private readonly keys = new LRUCache<string, number>({
    max: names,
    noDisposeOnSet: true,
    dispose: (_, key) => void this.limiter.delete(key),
  });

  constructor(most: number) {
    this.limiter = new (limiting().RateLimiterMemory)({ points: most, duration: 60 });
  }

  /** @throws RateLimiterRes when there were too many */
  consume(key: string): Promise<RateLimiterRes> {
    this.remember(key);
    return this.limiter.consume(key);
  }

  penalty(key: string): Promise<RateLimiterRes> {
    this.remember(key);
    return this.limiter.penalty(key);
  }

  get(key: string): Promise<RateLimiterRes | null> {
    return this.limiter.get(key);
  }

  /** As many at most were counted in the last minute. To know it nothing has to be waited for. */
  atMost(key: string): number {
    return this.keys.peek(key) ?? 0;
  }

  forget(key: string): void {
    this.keys.delete(key);
  }

  /** Before the limiter has counted, so that it is never less than that. */
  private remember(key: string): void {
    this.keys.set(key, this.atMost(key) + 1);
  }
}

/** Made when somebody tries something first. */
const countsOf = (most: number): (() => Counts) => lazy(() => new Counts(most));

/** Counts in memory: each process counts its own. */
class AttemptsAMinute implements AttemptLimiter {
  private readonly counts: () => Counts;

  constructor(most: number) {
    this.counts = countsOf(most);
  }

  async attempt(tried: Tried): Promise<void> {
    try {
      await this.counts().consume(keyOf(tried));
    } catch (error) {
      throw error instanceof limiting().RateLimiterRes ? tooMany(error) : error;
    }
  }

  async succeeded(tried: Tried): Promise<void> {
    this.counts().forget(keyOf(tried));
  }
}

const noLimit: AttemptLimiter = {
  attempt: async () => undefined,
  succeeded: async () => undefined,
};

/** @param most 0 is no limit */
export function attemptsAMinute(most: number): AttemptLimiter {
  return most > 0 ? new AttemptsAMinute(most) : noLimit;
}

/** When the last failure is forgotten in any case, in milliseconds: a minute, and what a busy timer may be late. */
const forgotten = 2 * 60_000;

/** Counts in memory: each process counts its own. */
class FailuresAMinute implements FailureLimiter {
  private readonly counts: () => Counts;
  /** Until then there may be failures to remember, by the monotonic clock. */
  private uneasyUntil = 0;

  constructor(private readonly most: number) {
    this.counts = countsOf(most);
  }

  judged(tried: Tried, succeeded: boolean): Awaitable<void> {
    const now = performance.now();
    if (!succeeded) this.uneasyUntil = now + forgotten;
    // Where nobody has failed there is nobody to look up.
    if (now >= this.uneasyUntil) return undefined;
    const key = keyOf(tried);
    return succeeded && this.counts().atMost(key) < this.most ? undefined : this.counted(key, succeeded);
  }

  private async counted(key: string, succeeded: boolean): Promise<void> {
    const state = succeeded ? await this.counts().get(key) : await this.counts().penalty(key);
    const failuresBefore = (state?.consumedPoints ?? 0) - (succeeded ? 0 : 1);
    if (state && failuresBefore >= this.most) throw tooMany(state);
  }
}

/** @param most 0 is no limit */
export function failuresAMinute(most: number): FailureLimiter {
  return most > 0 ? new FailuresAMinute(most) : { judged: () => undefined };
}

function tooMany(state: RateLimiterRes): OAuthError {
  const retryAfter = String(Math.max(1, Math.ceil(state.msBeforeNext / 1000)));
  return new OAuthError('temporarily_unavailable', 'Too many attempts; wait a minute and try again', {
    status: 429,
    headers: { 'retry-after': retryAfter },
  });
}

/** The characters of a SHA-256: what is shorter is kept as it is, so that no two names have one key. */
const hashed = 64;

/** Never long, however long the name is. */
const keyOf = ({ ip, name }: Tried): string => `${networkOf(ip)} ${name.length < hashed ? name : sha256(name)}`;
