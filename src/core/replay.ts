import { within } from './deadline';
import { OAuthError, temporarilyUnavailable } from './errors';
import { spendOnce } from './statements/replay';
import { type Storage, UnitRefused } from './storage';

/**
 * Remembers what may be seen once: a nonce, the jti of a proof. Whoever shares one shares what was spent, so it has to decide
 * by one step that of two at the same time one wins.
 */
export interface ReplayMemory {
  /**
   * @param expiresAt until when a replay would be accepted for its age, in milliseconds since the epoch
   * @returns false when the key was spent before
   * @throws whatever it likes when it cannot say; the request is refused then
   */
  spend(key: string, expiresAt: number): Promise<boolean>;
}

/** In the storage, so that of all processes one wins. */
export function storedReplay(storage: Storage): ReplayMemory {
  return {
    async spend(key, expiresAt) {
      try {
        await storage.commit([spendOnce.with({ key, expiresAt })]);
        return true;
      } catch (error) {
        if (error instanceof UnitRefused) return false;
        throw error;
      }
    },
  };
}

/** How long an application's memory may take, in milliseconds. */
const patience = 2000;

/**
 * What an application brings along: whatever is not a clear yes spends nothing and opens nothing.
 * @throws TypeError for what is no ReplayMemory
 */
export function givenReplay(memory: ReplayMemory): ReplayMemory {
  if (typeof memory?.spend !== 'function')
    throw new TypeError(
      'replay has no method spend; give an object with spend(key, expiresAt), which answers whether the key is new.',
    );
  return {
    async spend(key, expiresAt) {
      const first: unknown = await asked(() => memory.spend(key, expiresAt));
      if (typeof first === 'boolean') return first;
      throw temporarilyUnavailable({ hint: 'replay.spend has to answer with true or false.' });
    },
  };
}

async function asked(spend: () => Promise<boolean>): Promise<boolean> {
  try {
    return await within(patience, 'replay.spend', spend());
  } catch (cause) {
    throw cause instanceof OAuthError ? cause : temporarilyUnavailable({ hint: 'replay.spend failed.', cause });
  }
}

/** While the memory is full, milliseconds: a look at everything for each request would be what a flood is after. */
const restBetweenSweeps = 1000;

/**
 * In this process alone, and bounded: when so many keys are alive that one would have to be forgotten, the request is refused.
 */
export class ReplayInMemory implements ReplayMemory {
  private readonly spent = new Map<string, number>();
  private sweptAt = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds since the epoch */
  constructor(
    private readonly now: () => number,
    private readonly limit = 100_000,
  ) {}

  /** @throws OAuthError temporarily_unavailable when the memory is full of keys that are still alive */
  async spend(key: string, expiresAt: number): Promise<boolean> {
    const now = this.now();
    if ((this.spent.get(key) ?? 0) > now) return false;
    if (this.spent.size >= this.limit && Math.abs(now - this.sweptAt) >= restBetweenSweeps) this.forget(now);
    if (this.spent.size >= this.limit)
      throw temporarilyUnavailable({ hint: `More than ${this.limit} keys are spent and alive.` });
    this.spent.set(key, expiresAt);
    return true;
  }

  private forget(now: number): void {
    this.sweptAt = now;
    for (const [key, expiresAt] of this.spent) if (expiresAt <= now) this.spent.delete(key);
  }
}
