import type { Awaitable } from './awaitable';

/** Who tries, and what: attempts are counted for both together. */
export interface Tried {
  /** The address that the request came from. */
  readonly ip: string;
  /** The user or client that it claims to be. */
  readonly name: string;
}

/** Counts attempts, to slow down who guesses. */
export interface AttemptLimiter {
  /**
   * Counts an attempt before it is answered: many at once are then as few as many in turn.
   * @throws OAuthError with status 429 and Retry-After when there were too many that did not succeed
   */
  attempt(tried: Tried): Promise<void>;
  /** Forgets the attempts. */
  succeeded(tried: Tried): Promise<void>;
}

/** Counts failures only: however many succeed at once, none of them is held up. */
export interface FailureLimiter {
  /**
   * To be called with the outcome, before it is told: of many guesses at once, and of the right one among them, none is
   * answered that is one too many.
   * @throws OAuthError with status 429 and Retry-After when there were too many failures, whether this was one or not
   */
  judged(tried: Tried, succeeded: boolean): Awaitable<void>;
}
