import { expect } from 'chai';
import type { ReplayMemory } from 'oauth-controllers/resource';
import { onEachFramework } from '../../support/application';
import { DpopKey } from '../../support/dpop';
import { errorOf, startResource, type TestResource, type TestResourceOptions } from '../../support/resource';
import { hanging } from '../../support/services';

const url = 'https://photos.example/photos';

/** As a database or a cache would keep it for several processes. */
class SharedMemory implements ReplayMemory {
  readonly spent = new Map<string, number>();

  async spend(key: string, expiresAt: number): Promise<boolean> {
    const first = !this.spent.has(key);
    this.spent.set(key, expiresAt);
    return first;
  }
}

describe('resource servers that share what they remember of proofs', () => {
  let one: TestResource;
  let other: TestResource | undefined;
  let key: DpopKey;
  let bound: string;
  const start = async (options: TestResourceOptions): Promise<void> => {
    one = await startResource({ dpop: 'allowed', ...options });
    key = await DpopKey.create();
    bound = await one.issuer.token({ cnf: { jkt: key.jkt } });
  };
  const startOther = async (options: TestResourceOptions): Promise<TestResource> => {
    other = await startResource({ dpop: 'allowed', issuer: one.issuer.url, clock: one.clock, ...options });
    return other;
  };
  const ask = async (app: TestResource, headers: Record<string, string>): Promise<[number, string | undefined]> => {
    const answer = await fetch(`${app.url}/photos`, { headers });
    return [answer.status, errorOf(answer)];
  };
  const headers = (): Promise<Record<string, string>> => key.headers(one, bound, { url });
  afterEach(async () => {
    await other?.close();
    other = undefined;
    await one.close();
  });

  onEachFramework(on => {
    it('DP03: a proof is good once at all of them, also of two at the same time', async () => {
      const replay = new SharedMemory();
      await start({ on, replay });
      const second = await startOther({ on, replay });
      const proof = await headers();
      expect(await ask(one, proof)).to.deep.equal([200, undefined]);
      for (const app of [second, one]) expect(await ask(app, proof)).to.deep.equal([401, 'invalid_dpop_proof']);
      for (let round = 0; round < 5; round++) {
        const raced = await headers();
        const answers = await Promise.all([ask(one, raced), ask(second, raced)]);
        expect(answers.map(([status]) => status).sort()).to.deep.equal([200, 401]);
      }
      expect([...replay.spent.keys()].every(spent => /^[0-9a-f]{64}$/.test(spent))).to.equal(true);
      // As long as the proof would be accepted for its age, and not much longer.
      for (const expiresAt of replay.spent.values()) expect(expiresAt - one.clock.now()).to.be.within(60_000, 121_000);
    });
  });

  const wrong: Record<string, () => unknown> = {
    throws: () => {
      throw new Error('away');
    },
    rejects: () => Promise.reject(new Error('away')),
    hangs: hanging,
    'answers with nothing': () => undefined,
    "answers with 'OK'": async () => 'OK',
    'answers with 1': async () => 1,
  };
  for (const [how, spend] of Object.entries(wrong)) {
    it(`DP03: a memory that ${how} lets no proof in, and bearer tokens are none of its business`, async () => {
      await start({ replay: { spend } as never });
      expect((await ask(one, await headers()))[0]).to.equal(503);
      expect(await ask(one, { authorization: `Bearer ${await one.issuer.token()}` })).to.deep.equal([200, undefined]);
      expect(one.log.text).to.match(/error/);
    });
  }

  it('an odd one stops the start', async () => {
    await start({});
    for (const replay of [null, {}, 'redis', () => true]) {
      const error = await startResource({ replay: replay as never }).catch(caught => caught);
      expect(error)
        .to.be.instanceOf(TypeError)
        .and.have.property('message')
        .that.matches(/^replay has no method spend;/);
    }
  });
});
