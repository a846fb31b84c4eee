import { expect } from 'chai';
import type { Storage } from 'oauth-controllers';
import type { ClientChanges } from '../../src/server/client-changes';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { startApplication, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';

/** A storage that hands everything on, and lets something else happen before the next unit. */
class InterruptedStorage implements Storage {
  meanwhile?: () => Promise<unknown>;

  constructor(private readonly storage: Storage) {}

  readonly first: Storage['first'] = query => this.storage.first(query);
  readonly all: Storage['all'] = query => this.storage.all(query);
  readonly sweep: Storage['sweep'] = (sweep, limit) => this.storage.sweep(sweep, limit);
  readonly close: Storage['close'] = () => this.storage.close();
  readonly commit: Storage['commit'] = async unit => {
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    await this.storage.commit(unit);
  };
}

const first = {
  clientId: 'made',
  clientSecret: 'the first secret',
  redirectUris: ['https://a.example/'],
  scopes: ['photos:read'],
};
const said = {
  name: 'Another name',
  description: 'Another description',
  owner: 'Somebody else',
  redirectUris: ['https://b.example/'],
  grantTypes: ['authorization_code'],
  scopes: ['photos:read', 'photos:write'],
  trusted: true,
  tokens: { accessToken: 60 },
} satisfies ClientChanges;

describe('what is said of a client', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    let storage: InterruptedStorage;
    before(async () => {
      storage = new InterruptedStorage(await TypeormStorage.open(database().options));
      app = await startApplication({ storage, limits: false });
    });
    after(() => app?.close());
    beforeEach(async () => {
      await app.server.clients.remove('made');
      await app.server.clients.put(first);
    });

    const update = (changes: ClientChanges) => app.server.clients.update('made', changes);
    const found = async () => {
      const client = await app.server.clients.find('made');
      if (!client) throw new Error('The client is gone.');
      return client;
    };
    const refused = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', String);

    for (const [name, value] of Object.entries(said))
      it(`in ${name} is kept where the rest is said beside it`, async () => {
        const { [name as keyof typeof said]: _own, ...rest } = said;
        storage.meanwhile = () => update(rest);
        await update({ [name]: value });
        const { name: called, description, owner, redirectUris, grantTypes, scopes, trusted, tokens } = await found();
        expect({ ...said, name: called, description, owner, redirectUris, grantTypes, trusted, tokens }).to.deep.equal(said);
        expect([...scopes]).to.deep.equal(said.scopes);
      });

    it('by several at once is all kept', async () => {
      await Promise.all(Object.entries(said).map(([name, value]) => update({ [name]: value })));
      const { name, description, owner, redirectUris, grantTypes, trusted, tokens } = await found();
      expect({ ...said, name, description, owner, redirectUris, grantTypes, trusted, tokens }).to.deep.equal(said);
    });

    it('of the lifetimes of its tokens leaves their format alone, which is put beside it', async () => {
      storage.meanwhile = () => app.server.clients.put({ ...first, tokens: { format: 'jwt' } });
      await update({ tokens: { accessToken: 60 } });
      expect((await found()).tokens).to.deep.equal({ format: 'jwt', accessToken: 60 });
    });

    it('is refused where it becomes public beside it and then could not work', async () => {
      storage.meanwhile = () => update({ public: true });
      expect(await refused(update({ grantTypes: ['client_credentials'] }))).to.contain('is public and cannot use');
      expect((await found()).grantTypes).to.deep.equal(['authorization_code', 'refresh_token']);
    });

    it('does not make it public where it is given beside it what no public client may have', async () => {
      storage.meanwhile = () => update({ grantTypes: ['client_credentials'] });
      expect(await refused(update({ public: true }))).to.contain('is public and cannot use client_credentials');
      await app.server.clients.put(first);
      storage.meanwhile = () => app.server.clients.put({ ...first, introspects: true });
      expect(await refused(update({ public: true }))).to.contain('is public and cannot introspect');
      expect((await found()).public).to.equal(false);
    });

    it('of one that is removed beside it is refused, and one of whom nothing is said stays as it is', async () => {
      const before = await found();
      await update({});
      expect(await found()).to.deep.equal(before);
      storage.meanwhile = () => app.server.clients.remove('made');
      expect(await refused(update({ name: 'Gone' }))).to.contain('Client made is not registered.');
    });
  });
});
