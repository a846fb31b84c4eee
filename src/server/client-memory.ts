import { LRUCache } from 'lru-cache';
import type { Client } from '../core/client';
import type { Clock } from '../core/clock';

/** A client as the storage had it at this instant or later, in milliseconds since the epoch. */
interface Remembered {
  readonly client: Client;
  readonly readAt: number;
}

/**
 * Clients that a storage behind a network has answered with. What other processes change is noticed when an answer has become too
 * old; what is changed here, at once.
 */
export class ClientMemory {
  private kept: LRUCache<string, Remembered>;
  /** How many units of this process have come to their end. */
  private ended = 0;
  private underWay = 0;

  /**
   * @param limit how old an answer may become, in milliseconds
   * @param most so many clients are remembered: those that were used last
   */
  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
    private readonly most = 10_000,
  ) {
    this.kept = this.empty();
  }

  get(clientId: string): Client | undefined {
    const known = this.kept.get(clientId);
    if (!known) return undefined;
    // By a clock that was set back an answer may be of the future, and nobody knows how old it is.
    const age = this.clock.now() - known.readAt;
    return age >= 0 && age < this.limit ? known.client : undefined;
  }

  /**
   * To be called before the storage is asked: what is changed from then on may be missing in its answer.
   * @returns keeps the answer, unless this process has changed clients meanwhile; that there is none is never kept
   */
  asking(clientId: string): (client: Client | undefined) => void {
    const { ended } = this;
    const readAt = this.clock.now();
    return client => {
      if (this.underWay > 0 || this.ended !== ended) return;
      if (client) this.kept.set(clientId, { client, readAt });
      else this.kept.delete(clientId);
    };
  }

  /**
   * Runs a unit that changes clients. All are forgotten: they change seldom, and a database that compares without regard to case
   * may have changed another than the one that was named.
   */
  async changing(unit: () => Promise<void>): Promise<void> {
    this.underWay++;
    this.kept = this.empty();
    try {
      await unit();
    } finally {
      this.underWay--;
      this.ended++;
    }
  }

  /** Counted as sizes, because with `max` the cache would take its whole room at once. */
  private empty(): LRUCache<string, Remembered> {
    return new LRUCache({ maxSize: this.most, sizeCalculation: () => 1 });
  }
}
