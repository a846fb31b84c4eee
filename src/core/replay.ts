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

/** Keys that expire within the same so many milliseconds are forgotten together: nobody has to look through all of them. */
const span = 5000;

/**
 * In this process alone, and bounded: when so many keys are alive that one would have to be forgotten, the request is refused.
 */
export class ReplayInMemory implements ReplayMemory {
  /** Instants by keys, by the end of the span that they are in. */
  private readonly spans = new Map<number, Map<string, number>>();

  /** @param now milliseconds since the epoch @param limit keys, of about 130 bytes each */
  constructor(
    private readonly now: () => number,
    private readonly limit = 500_000,
  ) {}

  /** @throws OAuthError temporarily_unavailable when the memory is full of keys that are still alive */
  async spend(key: string, expiresAt: number): Promise<boolean> {
    const now = this.now();
    let alive = 0;
    for (const [end, keys] of this.spans) {
      if (end <= now) this.spans.delete(end);
      else if ((keys.get(key) ?? 0) > now) return false;
      else alive += keys.size;
    }
    if (alive >= this.limit) throw temporarilyUnavailable({ hint: `More than ${this.limit} keys are spent and alive.` });
    this.spanOf(expiresAt).set(key, expiresAt);
    return true;
  }

  private spanOf(expiresAt: number): Map<string, number> {
    const end = Math.ceil(expiresAt / span) * span;
    const keys = this.spans.get(end) ?? new Map<string, number>();
    this.spans.set(end, keys);
    return keys;
  }
}
