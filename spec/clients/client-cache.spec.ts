import { expect } from 'chai';
import type { Client, Storage } from 'oauth-controllers';
import { ClientMemory } from '../../src/server/client-memory';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { admin, Operator } from '../admin/support';
import { startApplication, type TestApplication, type TestOptions } from '../support/application';
import { keyPair, postAssertion, Signer } from '../support/assertions';
import { ManualClock } from '../support/clock';
import { embedded, onEachDatabase } from '../support/databases';
import { DistantStorage } from '../support/distant-storage';
import { call, post } from '../support/flow';

const service = {
  clientId: 'made',
  clientSecret: 'the first secret',
  name: 'Old',
  scopes: ['photos:read' as const],
  metadata: { tenant: { tags: ['one'] } },
};
const { clientSecret: first } = service;
const token = { grant_type: 'client_credentials' };

/** What stands deep inside of a client. */
function tagsOf(found: Pick<Client, 'metadata'> | undefined): string[] {
  const { tenant } = (found?.metadata ?? {}) as Partial<typeof service.metadata>;
  if (!tenant) throw new Error('The client is not the one of these specs.');
  return tenant.tags;
}

/** A server of its own over the database of all. */
class Place {
  constructor(
    readonly app: TestApplication,
    readonly storage: DistantStorage,
  ) {}

  get clients() {
    return this.app.server.clients;
  }

  async status(secret: string, basic = 'made'): Promise<number> {
    return (await post(this.app, token, { basic, secret })).status;
  }

  async token(secret = first): Promise<string> {
    return (await post(this.app, token, { basic: 'made', secret })).body.access_token;
  }

  async opens(value: string): Promise<number> {
    return (await call(this.app, value)).status;
  }

  async name(): Promise<string | undefined> {
    return (await this.clients.find('made'))?.name;
  }

  /** How often the storage was asked for a client meanwhile. */
  async reads(work: () => unknown): Promise<number> {
    this.storage.reads = 0;
    await work();
    return this.storage.reads;
  }
}

describe('a client that is remembered', () => {
  onEachDatabase(database => {
    let beneath: TypeormStorage;
    let places: Place[];
    let here: Place;
    let there: Place;

    async function place(options: TestOptions = {}): Promise<Place> {
      const storage = new DistantStorage(beneath);
      const made = new Place(await startApplication({ storage, clients: [], limits: false, admin, ...options }), storage);
      const { clock } = (places[0] ?? made).app;
      made.app.clock.advance((clock.now() - made.app.clock.now()) / 1000);
      places.push(made);
      return made;
    }
    const later = (seconds: number): void => {
      for (const { app } of places) app.clock.advance(seconds);
    };

    before(async () => {
      places = [];
      beneath = await TypeormStorage.open(database().options);
      here = await place({ clientCache: '5s' });
      there = await place({ clientCache: '5s' });
    });
    after(async () => {
      for (const { app } of places ?? []) await app.close();
      await beneath?.close();
    });
    beforeEach(async () => {
      later(60);
      await here.clients.put(service);
    });

    it('is read once, however often it proves itself and shows its token', async () => {
      const value = await there.token();
      const reads = await there.reads(async () => {
        for (let n = 0; n < 3; n++) expect([await there.status(first), await there.opens(value)]).to.deep.equal([200, 200]);
        expect(await there.name()).to.equal('Old');
      });
      expect(reads).to.equal(0);
    });

    it('TE12: is not asked for by an id that no client can have', async () => {
      const ids = ['日', '\u{1F600}', 'a\nb', 'a'.repeat(256)];
      const reads = await there.reads(async () => {
        for (const id of ids) {
          expect(await there.status(first, id)).to.equal(401);
          expect((await post(there.app, { ...token, client_id: id, client_secret: first })).status).to.equal(401);
          expect(await there.clients.find(id)).to.equal(undefined);
        }
      });
      expect(reads).to.equal(0);
    });

    it('is read again when it has become too old', async () => {
      expect(await there.name()).to.equal('Old');
      later(4.999);
      expect(await there.reads(() => there.name())).to.equal(0);
      later(0.001);
      expect(await there.reads(() => there.name())).to.equal(1);
    });

    it('is as old as the question and not as the answer', async () => {
      const halt = there.storage.hold('row');
      const reading = there.name();
      await halt.reached;
      later(4.999);
      halt.release();
      expect(await reading).to.equal('Old');
      expect(await there.reads(() => there.name())).to.equal(0);
      later(0.001);
      expect(await there.reads(() => there.name())).to.equal(1);
    });

    it('is read again where the clock was set back', async () => {
      expect(await there.name()).to.equal('Old');
      later(-1);
      expect(await there.reads(() => there.name())).to.equal(1);
      expect(await there.reads(() => there.name())).to.equal(0);
    });

    it('is never remembered to be missing', async () => {
      await here.clients.remove('made');
      expect(await there.reads(() => there.status(first))).to.equal(1);
      await here.clients.register(service);
      expect(await there.status(first)).to.equal(200);
    });

    it('is the same for everybody, so that nobody can change it', async () => {
      const found = await there.clients.find('made');
      expect(await there.clients.find('made')).to.equal(found);
      const attempts = [() => Object.assign(found ?? {}, { trusted: true }), () => tagsOf(found).push('mine')];
      for (const attempt of attempts) expect(attempt).to.throw(TypeError);
    });

    it('does not change with the row of a storage that goes on writing to it', async () => {
      await there.name();
      Object.assign(there.storage.row ?? {}, { name: 'Written to' });
      tagsOf(there.storage.row).push('another');
      expect((await there.clients.find('made'))?.metadata).to.deep.equal(service.metadata);
    });

    it('is not remembered with what cannot be frozen, nor with what is no data', async () => {
      for (const odd of [new Date(0), () => 'odd']) {
        there.storage.handingOut = row => Object.assign(row ?? {}, { metadata: { odd } });
        for (let n = 0; n < 2; n++) {
          const reads = await there.reads(async () =>
            expect((await there.clients.find('made'))?.metadata).to.deep.equal({ odd }),
          );
          expect(reads).to.equal(1);
        }
      }
      there.storage.handingOut = () => undefined;
    });

    describe('and changed by this process is known at once', () => {
      it('with another name, put or updated', async () => {
        for (const change of [
          () => here.clients.update('made', { name: 'New' }),
          () => here.clients.put({ ...service, name: 'Newer' }),
        ]) {
          const before = await here.name();
          await change();
          expect(await here.name())
            .to.be.a('string')
            .and.to.not.equal(before);
        }
      });

      it('with another secret', async () => {
        expect(await here.status(first)).to.equal(200);
        const secret = await here.clients.rotateSecret('made');
        expect([await here.status(first), await here.status(secret)]).to.deep.equal([401, 200]);
      });

      it('and removed', async () => {
        const value = await here.token();
        expect(await here.opens(value)).to.equal(200);
        await here.clients.remove('made');
        expect([await here.opens(value), await here.status(first)]).to.deep.equal([401, 401]);
      });

      it('and registered anew or put, when it was removed elsewhere', async () => {
        for (const register of ['register', 'put'] as const) {
          const name = `By ${register}`;
          expect(await here.name()).to.be.a('string');
          await there.clients.remove('made');
          await here.clients[register]({ ...service, name });
          expect(await here.name()).to.equal(name);
        }
      });

      it('and the answer to that is lost; later it is remembered again', async () => {
        expect(await here.name()).to.equal('Old');
        here.storage.lost = new Error('The network is gone.');
        const outcome = await here.clients.update('made', { name: 'New' }).catch((error: Error) => error);
        expect(outcome).to.be.instanceOf(Error);
        expect(await here.name()).to.equal('New');
        expect(await here.reads(() => here.name())).to.equal(0);
      });
    });

    describe('and changed by this process while it is read', () => {
      const rename = (): Promise<unknown> => here.clients.update('made', { name: 'New' });

      it('is not remembered as it was, where the question is older than the change', async () => {
        const halt = here.storage.hold('row');
        const reading = here.name();
        await halt.reached;
        await rename();
        halt.release();
        expect([await reading, await here.name()]).to.deep.equal(['Old', 'New']);
      });

      it('is not remembered as it was, where the answer comes before the change has gone through', async () => {
        const [unit, committed] = [here.storage.hold('unit'), here.storage.hold('committed')];
        const renaming = rename();
        await unit.reached;
        expect(await here.name()).to.equal('Old');
        unit.release();
        await committed.reached;
        expect(await here.name()).to.equal('New');
        committed.release();
        await renaming;
        expect(await here.name()).to.equal('New');
      });

      it('is not remembered as it was, where the question falls into the change and the answer comes later', async () => {
        const unit = here.storage.hold('unit');
        const renaming = rename();
        await unit.reached;
        const row = here.storage.hold('row');
        const reading = here.name();
        await row.reached;
        unit.release();
        await renaming;
        row.release();
        expect([await reading, await here.name()]).to.deep.equal(['Old', 'New']);
      });

      it('is not given as it was from the moment that the database has the change', async () => {
        expect(await here.name()).to.equal('Old');
        const committed = here.storage.hold('committed');
        const renaming = rename();
        await committed.reached;
        expect(await here.name()).to.equal('New');
        committed.release();
        await renaming;
      });

      it('is read for the change itself as the database has it', async () => {
        expect(await there.name()).to.equal('Old');
        await here.clients.update('made', { description: 'said here' });
        await there.clients.update('made', { description: '' });
        expect((await here.clients.current('made'))?.description).to.equal('');
      });
    });

    describe('and changed by another process', () => {
      it('proves itself with its new secret at once', async () => {
        expect(await there.status(first)).to.equal(200);
        const secret = await here.clients.rotateSecret('made');
        expect(await there.reads(async () => expect(await there.status(secret)).to.equal(200))).to.equal(1);
        expect(await there.reads(async () => expect(await there.status(secret)).to.equal(200)), 'remembered').to.equal(0);
        expect(await there.status(first)).to.equal(401);
      });

      it('proves itself in its new way at once', async () => {
        expect(await there.status(first)).to.equal(200);
        await here.clients.put({ ...service, authMethod: 'client_secret_post' });
        const posted = { ...token, client_id: 'made', client_secret: first };
        expect((await post(there.app, posted)).status).to.equal(200);
      });

      it('CA12: proves itself with its new key at once, and once with each assertion', async () => {
        const [old, fresh] = [keyPair('ES256', 'old'), keyPair('ES256', 'fresh')];
        const context = { issuer: there.app.url, clock: there.app.clock };
        const signer = (pair: typeof old, kid: string): Signer =>
          new Signer('signer', 'ES256', pair.privateKey, { ...context, kid });
        const put = ({ publicJwk }: typeof old): Promise<void> =>
          here.clients.put({
            ...{ clientId: 'signer', authMethod: 'private_key_jwt', scopes: ['photos:read'] },
            jwks: { keys: [publicJwk] },
          });
        await put(old);
        expect((await postAssertion(there.app, signer(old, 'old').sign())).status).to.equal(200);
        await put(fresh);
        const assertion = signer(fresh, 'fresh').sign();
        expect((await postAssertion(there.app, assertion)).status).to.equal(200);
        expect((await postAssertion(there.app, assertion)).status).to.equal(401);
      });

      it('proves itself with its old secret until it has become too old', async () => {
        expect(await there.status(first)).to.equal(200);
        await here.clients.rotateSecret('made');
        later(4.999);
        expect(await there.status(first)).to.equal(200);
        later(0.001);
        expect(await there.status(first)).to.equal(401);
      });

      it('and removed shows its token until it has become too old', async () => {
        const value = await there.token();
        await here.clients.remove('made');
        later(4.999);
        expect([await there.opens(value), await there.status(first)]).to.deep.equal([200, 200]);
        later(0.001);
        expect([await there.opens(value), await there.status(first)]).to.deep.equal([401, 401]);
      });

      it('and removed is forgotten where somebody asks past the memory', async () => {
        const value = await there.token();
        await here.clients.remove('made');
        expect([await there.status('wrong'), await there.opens(value)]).to.deep.equal([401, 401]);
      });

      it('has no token that is accepted once it was revoked', async () => {
        const value = await there.token();
        expect(await there.opens(value)).to.equal(200);
        await post(here.app, { token: value }, { basic: 'made', secret: first, path: '/oauth/revoke' });
        expect(await there.opens(value)).to.equal(401);
      });

      it('AD08: is shown on the admin pages as it is', async () => {
        expect(await there.name()).to.equal('Old');
        const ada = await Operator.signedIn(there.app);
        await here.clients.update('made', { name: 'Named elsewhere' });
        expect((await ada.open('/clients/view?id=made')).body).to.include('Named elsewhere');
      });
    });

    it('CA16: a wrong secret counts once, and costs one read, as it does for a client that is not there', async () => {
      const guarded = await place({ clientCache: '5s', limits: { token: '3/min' } });
      const guess = async (client: string): Promise<void> => {
        for (const status of [401, 401, 401, 429])
          expect(await guarded.reads(async () => expect(await guarded.status('wrong', client)).to.equal(status))).to.equal(1);
      };
      expect(await guarded.status(first)).to.equal(200);
      await guess('made');
      expect(await guarded.status(first)).to.equal(429);
      await guess('nobody');
    });

    it('is not remembered without the option: whatever another process does counts at once', async () => {
      const off = await place();
      const value = await off.token();
      expect(await off.reads(() => off.opens(value))).to.equal(1);
      expect(await off.reads(() => off.status(first))).to.equal(1);
      await here.clients.rotateSecret('made');
      expect([await off.status(first), await off.opens(value)]).to.deep.equal([401, 200]);
      await here.clients.remove('made');
      expect(await off.opens(value)).to.equal(401);
    });
  });

  (embedded.type === 'better-sqlite3' ? it : it.skip)('is asked for each time where the storage answers at once', async () => {
    const beneath = await TypeormStorage.open(embedded);
    let reads = 0;
    const counting: Storage = {
      first: query => {
        if (query.statement.cached && query.statement.table === 'client') reads++;
        return beneath.first(query);
      },
      all: query => beneath.all(query),
      commit: unit => beneath.commit(unit),
      sweep: (sweep, limit) => beneath.sweep(sweep, limit),
      close: () => beneath.close(),
    };
    const app = await startApplication({ storage: counting, clients: [service], clientCache: '1m' });
    reads = 0;
    for (let n = 0; n < 3; n++) expect(app.server.clients.find('made')).to.have.property('name', 'Old');
    expect(reads).to.equal(3);
    await app.close();
  });

  it('makes room for those that are used later', () => {
    const memory = new ClientMemory(new ManualClock(), 1000, 2);
    const clientOf = (clientId: string): Client => ({ clientId }) as Client;
    for (const id of ['a', 'b']) memory.asking(id)(clientOf(id));
    memory.get('a');
    memory.asking('c')(clientOf('c'));
    expect(['a', 'b', 'c'].map(id => memory.get(id)?.clientId)).to.deep.equal(['a', undefined, 'c']);
  });

  it('is remembered for a minute at most, and the option says so', async () => {
    const refusal = async (clientCache: unknown): Promise<string> => {
      try {
        await (await startApplication({ clientCache: clientCache as never })).close();
        return 'started';
      } catch (error) {
        return String(error);
      }
    };
    expect(await refusal('1m')).to.equal('started');
    expect(await refusal(0)).to.equal('started');
    expect(await refusal('61s')).to.equal(
      'TypeError: clientCache is "61s"; a client may be remembered for a minute at most, because so long one that was removed is accepted elsewhere.',
    );
    for (const wrong of ['soon', -1, Number.NaN, true])
      expect(await refusal(wrong)).to.match(/^TypeError: clientCache is .*; give seconds as a number of at least 1, or a text/);
  });
});
