import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { OAuthServer } from 'oauth-controllers';
import { defaults, startApplication, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { post } from '../support/flow';

describe('the clients of a server', () => {
  onEachDatabase(database => {
    it('are listed page by page in the order of their ids, each once', async () => {
      const { scopes } = defaults;
      const server = await OAuthServer.create({ issuer: 'http://localhost', database: database().options, scopes });
      try {
        const ids = Array.from({ length: 101 }, (_one, index) => `client-${String(index).padStart(3, '0')}`);
        for (const clientId of ids.toReversed()) await server.clients.register({ clientId });
        const first = await server.clients.list();
        const second = await server.clients.list({ after: first.next });
        const third = await server.clients.list({ after: second.next });
        expect([first.next, second.next, third.next]).to.deep.equal(['client-049', 'client-099', undefined]);
        const listed = [first, second, third].flatMap(page => page.clients.map(({ clientId }) => clientId));
        expect(listed).to.deep.equal(ids);
      } finally {
        await server.close();
      }
    });

    it('are removed by their exact id, and scopes by their exact name', async () => {
      const scopes = { Photos: 'Photos' };
      const server = await OAuthServer.create({ issuer: 'http://localhost', database: database().options, scopes });
      try {
        await server.clients.register({ clientId: 'Demo', scopes: ['Photos'] });
        await server.clients.remove('demo');
        expect((await server.clients.find('Demo'))?.clientId).to.equal('Demo');
        await server.scopes.remove('photos');
        await server.scopes.put('other', 'Other');
        await server.scopes.learn();
        expect(server.scopes.names()).to.include('Photos');
        await server.clients.remove('Demo');
        expect(await server.clients.find('Demo')).to.equal(undefined);
      } finally {
        await server.close();
      }
    });

    it('can be changed to what they are, and to something else', async () => {
      const { scopes } = defaults;
      const server = await OAuthServer.create({ issuer: 'http://localhost', database: database().options, scopes });
      try {
        const redirectUris = ['https://same.example/cb'];
        await server.clients.register({ clientId: 'same', redirectUris, owner: "O'Brien 写真 📷" });
        const before = await server.clients.find('same');
        await server.clients.update('same', { name: 'same', public: false, redirectUris });
        expect(await server.clients.find('same')).to.deep.equal(before);
        await server.clients.update('same', { description: 'x'.repeat(3000), public: true });
        const after = await server.clients.find('same');
        expect([after?.description.length, after?.public, after?.owner]).to.deep.equal([3000, true, "O'Brien 写真 📷"]);
      } finally {
        await server.close();
      }
    });
  });

  describe('can be changed', () => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ clients: [] });
    });
    after(() => app.close());

    const token = (clientId: string, secret: string) =>
      post(app, { grant_type: 'client_credentials' }, { basic: clientId, secret });

    it('and keep their secret, their tokens and what was not named', async () => {
      const { clientSecret = '' } = await app.server.clients.register({
        ...{ clientId: 'kept', description: 'before', owner: 'ada', scopes: ['photos:read'], metadata: { plan: 'gold' } },
        tokens: { accessToken: '1h', refreshToken: '2h' },
      });
      const issued = await token('kept', clientSecret);
      const changes = { name: 'After', owner: '', tokens: { accessToken: 60 } } as const;
      const { client, clientSecret: none } = await app.server.clients.update('kept', changes);
      expect(none).to.equal(undefined);
      expect(client).to.deep.include({ name: 'After', description: 'before', owner: undefined, metadata: { plan: 'gold' } });
      expect(client.tokens).to.deep.equal({ accessToken: 60 });
      expect(await app.server.clients.find('kept')).to.deep.equal(client);
      const { body } = await token('kept', clientSecret);
      expect(body.expires_in).to.equal(60);
      const result = await fetch(`${app.url}/photos`, { headers: { authorization: `Bearer ${issued.body.access_token}` } });
      expect(result.status, 'a token from before').to.not.equal(401);
    });

    it('AD08: one that proves itself with a key keeps its way, and is given no secret', async () => {
      const jwks = { keys: [publicKey()] };
      const redirectUris = ['https://keys.example/cb'];
      await app.server.clients.register({ clientId: 'keys', authMethod: 'private_key_jwt', jwks, redirectUris });
      const { client, clientSecret } = await app.server.clients.update('keys', { name: 'Keys', public: false });
      expect([client.authMethod, clientSecret, client.protocol.jwks?.keys.length]).to.deep.equal([
        'private_key_jwt',
        undefined,
        1,
      ]);
    });

    it('AD08: become public, without the secret; become confidential, with a new one', async () => {
      const { clients } = app.server;
      const { clientSecret: first = '' } = await clients.register({
        clientId: 'turns',
        scopes: ['photos:read'],
        redirectUris: ['https://turns.example/cb'],
      });
      const open = await clients.update('turns', { public: true });
      expect([open.client.public, open.clientSecret]).to.deep.equal([true, undefined]);
      expect(open.client.hasSecret(first, app.clock.now())).to.equal(false);
      const closed = await clients.update('turns', { public: false, grantTypes: ['client_credentials'] });
      expect(closed.client.hasSecret(first, app.clock.now()), 'the old secret').to.equal(false);
      expect((await token('turns', closed.clientSecret ?? '')).status).to.equal(200);
      expect((await token('turns', first)).status).to.equal(401);
    });

    it('AD11: not into something that could not work, nor one that is not there', async () => {
      const { clients } = app.server;
      await clients.register({ clientId: 'fixed', grantTypes: ['client_credentials'] });
      const known = await clients.find('fixed');
      for (const [changes, sentence] of [
        [{ public: true }, /fixed is public and cannot use client_credentials/],
        [{ redirectUris: ['http://app.example/cb'] }, /fixed has a redirect URI "http:\/\/app\.example\/cb" that uses http/],
        [{ scopes: ['nowhere'] }, /fixed has the scope nowhere, which is not declared/],
        [{ tokens: { accessToken: -1 } }, /tokens\.accessToken of a client is -1/],
        [{ name: 'n'.repeat(256) }, /fixed has a name or an owner of more than 255 characters/],
      ] as const)
        expect(await caught(clients.update('fixed', changes as object))).to.match(sentence);
      expect(await clients.find('fixed')).to.deep.equal(known);
      expect(await caught(clients.update('nobody', {}))).to.equal('TypeError: Client nobody is not registered.');
    });
  });
});

function publicKey(): Record<string, unknown> {
  const { publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...key.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'ES256' };
}

const caught = (work: Promise<unknown>): Promise<string> => work.then(() => 'nothing', String);
