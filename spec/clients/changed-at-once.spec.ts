import { expect } from 'chai';
import { ClientEntity } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { post } from '../support/flow';

const service = { clientId: 'made', clientSecret: 'the first secret', scopes: ['photos:read'] };

describe('the secrets of a client', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ database: database().options, limits: false });
    });
    after(() => app?.close());
    beforeEach(() => app.server.clients.put(service));

    const works = async (secret: string): Promise<boolean> =>
      (await post(app, { grant_type: 'client_credentials' }, { basic: 'made', secret })).status === 200;

    it('that are rotated at once with an overlap are all good, and so is the old one', async () => {
      const rotated = await Promise.all(
        Array.from({ length: 5 }, () => app.server.clients.rotateSecret('made', { overlap: '1h' })),
      );
      for (const secret of [service.clientSecret, ...rotated]) expect(await works(secret), secret).to.equal(true);
    });

    it('are neither lost nor revived by a change of the client beside it', async () => {
      const { clientSecret: _secret, ...rest } = service;
      const [rotated] = await Promise.all([
        app.server.clients.rotateSecret('made'),
        app.server.clients.put({ ...rest, name: 'Another name' }),
      ]);
      expect(await works(rotated)).to.equal(true);
      expect(await works(service.clientSecret)).to.equal(false);
      expect((await app.server.clients.find('made'))?.name).to.equal('Another name');
    });

    it('that another program has written are rotated and put as any others, and so is what stands beside them', async () => {
      const { clients, dataSource } = app.server;
      const repository = dataSource.getRepository(ClientEntity);
      const table = dataSource.getMetadata(ClientEntity).tablePath;
      await clients.update('made', { tokens: { accessToken: '2m' } });
      const { secrets } = await repository.findOneByOrFail({ clientId: 'made' });
      const spaced = JSON.stringify(secrets, undefined, 1);
      const { driver } = dataSource;
      const write = (name: string, text: string) =>
        dataSource.query(`UPDATE ${table} SET ${driver.escape(name)} = '${text}' WHERE ${driver.escape('clientId')} = 'made'`);
      await write('secrets', spaced);
      await write('tokens', '{ "accessToken": 120 }');
      await write('protocol', '{ }');
      await clients.update('made', { tokens: { accessToken: '3m' } });
      const secret = await clients.rotateSecret('made');
      expect([await works(secret), await works(service.clientSecret)]).to.deep.equal([true, false]);
      await write('secrets', spaced);
      await clients.put(service);
      expect([await works(secret), await works(service.clientSecret)]).to.deep.equal([false, true]);
    });

    for (const authMethod of ['client_secret_basic', 'client_secret_post'] as const)
      it(`stay where the client is put again with ${authMethod} and without one`, async () => {
        const { clientSecret, ...rest } = service;
        await app.server.clients.put({ ...rest, authMethod });
        const answer =
          authMethod === 'client_secret_basic'
            ? await works(clientSecret)
            : (await post(app, { grant_type: 'client_credentials', client_id: 'made', client_secret: clientSecret })).status ===
              200;
        expect(answer).to.equal(true);
      });
  });
});
