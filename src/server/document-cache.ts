import type { Clock } from '../core/clock';
import { type DocumentFetcher, type Flaw, UnusableDocument } from '../core/fetcher';
import type { Fetched } from './guarded-fetch';

const minute = 60_000;
/** How long a document is kept, in milliseconds: as long as its server says, within bounds, and otherwise so long. */
const keeping = { least: minute, most: 60 * minute, otherwise: 10 * minute };
/** Somebody who misses something in a document makes us fetch it so often at most, in milliseconds. */
const coolDown = minute;
/** An address that failed is left alone for so long, in milliseconds: shorter where it was good before, for somebody waits for it. */
const patience = { otherwise: 10_000, wasGood: 1000 };

interface Entry {
  document?: object;
  freshUntil: number;
  /** When it was last fetched though there was one already. */
  renewedAt: number;
  failure?: { readonly error: unknown; readonly until: number };
  /** The fetch under way: who comes meanwhile waits for it. */
  flight?: Promise<object>;
}

/** Keeps the documents that were used last, by their URLs. */
export class DocumentCache implements DocumentFetcher {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly fetch: (url: string) => Promise<Fetched>,
    private readonly clock: Clock,
    private readonly size = 500,
  ) {}

  async get(url: string, flaw?: Flaw): Promise<object> {
    const entry = this.entryOf(url);
    const now = this.clock.now();
    if (entry.document && now < entry.freshUntil) return entry.document;
    if (entry.failure && now < entry.failure.until) throw entry.failure.error;
    return this.fetched(url, entry, flaw);
  }

  known(url: string): object | undefined {
    const entry = this.entries.get(url);
    return entry && this.clock.now() < entry.freshUntil ? entry.document : undefined;
  }

  async renewed(url: string, flaw?: Flaw): Promise<object> {
    const entry = this.entryOf(url);
    if (!entry.document || this.clock.now() >= entry.freshUntil) return this.get(url, flaw);
    if (!entry.flight && this.clock.now() < entry.renewedAt + coolDown) return entry.document;
    return this.fetched(url, entry, flaw);
  }

  private fetched(url: string, entry: Entry, flaw?: Flaw): Promise<object> {
    entry.flight ??= this.fly(url, entry, flaw).finally(() => {
      entry.flight = undefined;
    });
    return entry.flight;
  }

  private async fly(url: string, entry: Entry, flaw?: Flaw): Promise<object> {
    if (entry.document) entry.renewedAt = this.clock.now();
    try {
      const { document, maxAge } = await this.fetch(url);
      const found = flaw?.(document);
      if (found !== undefined) throw new UnusableDocument(url, found);
      const kept = maxAge === undefined ? keeping.otherwise : Math.min(Math.max(maxAge * 1000, keeping.least), keeping.most);
      Object.assign(entry, { document, freshUntil: this.clock.now() + kept, failure: undefined });
      return document;
    } catch (error) {
      entry.failure = { error, until: this.clock.now() + (entry.document ? patience.wasGood : patience.otherwise) };
      throw error;
    }
  }

  /** The one that is used last stands last; when there are too many, the first goes. */
  private entryOf(url: string): Entry {
    const entry = this.entries.get(url) ?? { freshUntil: 0, renewedAt: Number.NEGATIVE_INFINITY };
    this.entries.delete(url);
    this.entries.set(url, entry);
    for (const [oldest] of this.entries) {
      if (this.entries.size <= this.size) break;
      this.entries.delete(oldest);
    }
    return entry;
  }
}
