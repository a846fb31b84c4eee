import { type Awaitable, isLate } from './awaitable';
import { temporarilyUnavailable } from './errors';

/**
 * Waits for something that the application plugged in, but not for ever: what hangs becomes a refusal. What is there already is
 * given back as it is.
 * @param what named in the log, for example `UserProvider.verify`
 * @param limit milliseconds
 * @throws OAuthError temporarily_unavailable when the time is over; whatever the work threw otherwise
 */
export function within<T>(limit: number, what: string, work: Awaitable<T>): Awaitable<T> {
  if (!isLate(work)) return work;
  return new Promise((resolve, reject) => {
    const queue = queueOf(limit);
    const waiting = queue.add(() => {
      const hint = `${what} did not answer within ${limit} ms; the request was refused.`;
      reject(temporarilyUnavailable({ hint }));
    });
    work.then(
      value => {
        queue.remove(waiting);
        resolve(value);
      },
      error => {
        queue.remove(waiting);
        reject(error);
      },
    );
  });
}

/** What a timer can count, in milliseconds. It takes more for 1. */
export const longestTimer = 2 ** 31 - 1;

interface Waiting {
  /** By the monotonic clock, in milliseconds. */
  readonly until: number;
  readonly expire: () => void;
  before?: Waiting;
  after?: Waiting;
  isOver: boolean;
}

/**
 * All that wait for equally long, in the order in which they began, so that the first is always the next to expire. One timer
 * serves them all: a timer for each would cost more than most of what is waited for. It may come late, never early, and keeps
 * no process alive.
 */
class Deadlines {
  private first?: Waiting;
  private last?: Waiting;
  private isWatched = false;

  constructor(private readonly limit: number) {}

  add(expire: () => void): Waiting {
    const waiting: Waiting = {
      until: performance.now() + this.limit,
      expire,
      before: this.last,
      after: undefined,
      isOver: false,
    };
    if (this.last) this.last.after = waiting;
    else this.first = waiting;
    this.last = waiting;
    if (!this.isWatched) this.watch(this.limit);
    return waiting;
  }

  remove(waiting: Waiting): void {
    if (waiting.isOver) return;
    waiting.isOver = true;
    const { before, after } = waiting;
    if (before) before.after = after;
    else this.first = after;
    if (after) after.before = before;
    else this.last = before;
    // Who still holds this one must not hold its neighbours.
    waiting.before = undefined;
    waiting.after = undefined;
  }

  private watch(milliseconds: number): void {
    this.isWatched = true;
    setTimeout(() => this.expireDue(), Math.min(milliseconds, longestTimer)).unref();
  }

  private expireDue(): void {
    this.isWatched = false;
    const now = performance.now();
    while (this.first && this.first.until <= now) {
      const due = this.first;
      this.remove(due);
      due.expire();
    }
    if (this.first) this.watch(Math.ceil(this.first.until - now));
  }
}

/** Limits are settings, so there are few of them. */
const queues = new Map<number, Deadlines>();

function queueOf(limit: number): Deadlines {
  const known = queues.get(limit);
  if (known) return known;
  const made = new Deadlines(limit);
  queues.set(limit, made);
  return made;
}
