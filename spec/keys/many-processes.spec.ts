import { expect } from 'chai';
import { decodeProtectedHeader, type JSONWebKeySet } from 'jose';
import { secret } from '../support/application';
import { ManualClock } from '../support/clock';
import { onEachDatabase } from '../support/databases';
import { operatorKey, type Process, shared, startProcess, verified } from '../support/keys';

/** What the JWKS answer allows caches, and what a token lives, in milliseconds. */
const maxAge = 600_000;

/** Two processes on one database, each with a clock of its own. */
class Pair {
  private constructor(
    readonly both: readonly [Process, Process],
    private readonly clocks: readonly [ManualClock, ManualClock],
    private readonly remove: () => void,
  ) {}

  /** @param behind seconds by which the second clock is behind */
  static async start(database: Parameters<typeof shared>[0], behind = 0): Promise<Pair> {
    const { options, remove } = shared(database);
    const clocks = [new ManualClock(), new ManualClock()] as const;
    clocks[1].advance(-behind);
    const keys = { encryptWith: operatorKey, rotate: '1h' } as const;
    const given = { database: options, clients: undefined, users: undefined, keys, tokens: undefined };
    const [one, other] = [await startProcess(clocks[0], given), await startProcess(clocks[1], given)];
    const client = { clientId: 'service', clientSecret: secret, scopes: ['photos:read'] };
    // It was registered long ago on either clock.
    clocks[0].advance(-behind);
    await one.server.clients.register({ ...client, tokens: { format: 'jwt' } });
    clocks[0].advance(behind);
    return new Pair([one, other], clocks, remove);
  }

  /** By the first clock. */
  now(): number {
    return this.clocks[0].now();
  }

  advance(seconds: number): void {
    for (const clock of this.clocks) clock.advance(seconds);
  }

  async stop(): Promise<void> {
    for (const { server } of this.both) await server.close();
    this.remove();
  }
}

interface Served {
  readonly at: number;
  readonly jwks: JSONWebKeySet;
}
interface Issued {
  readonly at: number;
  readonly token: string;
}

/** Two and a half hours in which both serve keys and sign. A process knows the keys of up to a minute ago. */
async function lived(pair: Pair): Promise<{ served: Served[]; issued: Issued[] }> {
  const [served, issued]: [Served[], Issued[]] = [[], []];
  const [a, b] = pair.both;
  // One has just read the keys when the other makes the next.
  await b.jwks();
  await a.server.keys.rotate();
  for (let step = 0; step < 360; step++) {
    for (const one of step % 2 ? [a, b] : [b, a]) served.push({ at: pair.now(), jwks: await one.jwks() });
    for (const one of pair.both) issued.push({ at: pair.now(), token: await one.token() });
    pair.advance(25);
  }
  return { served, issued };
}

/** Every list of keys that somebody could have while the token lives. */
function cachedFor({ at }: Issued, served: readonly Served[]): JSONWebKeySet[] {
  const lists = served.filter(({ at: then }) => then >= at - maxAge && then < at + maxAge);
  return [...new Map(lists.map(({ jwks }) => [JSON.stringify(jwks), jwks])).values()];
}

describe('signing keys of many processes', () => {
  onEachDatabase(database => {
    it('MD08: those that make the first key at once, or the next, have one and the same', async () => {
      const pair = await Pair.start(database().options);
      const [a, b] = pair.both;
      const [one, another] = await Promise.all([a.jwks(), b.jwks()]);
      expect(one.keys).to.have.length(1);
      expect(another).to.deep.equal(one);
      await Promise.all([a, b, a, b].map(({ server }) => server.keys.rotate()));
      expect((await a.server.keys.list()).map(({ state }) => state)).to.deep.equal(['active', 'next']);
      expect(await b.jwks()).to.deep.equal(await a.jwks());
      await pair.stop();
    });
  });

  it('MD08: a token verifies with the keys that any process served in the 10 minutes before, and until it expires', async function () {
    this.timeout(60_000);
    const pair = await Pair.start({ type: 'better-sqlite3', database: '' }, 90);
    const { served, issued } = await lived(pair);
    await pair.stop();
    for (const one of issued) for (const jwks of cachedFor(one, served)) await verified(one.token, jwks, { now: one.at });
    expect(new Set(issued.map(({ token }) => decodeProtectedHeader(token).kid)).size, 'keys that have signed').to.equal(4);
  });
});
