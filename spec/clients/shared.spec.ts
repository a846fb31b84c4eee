import { expect } from 'chai';
import { AccessToken, Client, CurrentClient, CurrentToken, OAuthController, OAuthScope } from 'oauth-controllers';
import { Get, JsonController } from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { embedded, onEachDatabase } from '../support/databases';
import { call, post } from '../support/flow';

const metadata = { tenant: { name: 'acme', tags: ['one'] } };
const service = {
  clientId: 'shared',
  clientSecret: 'a secret',
  scopes: ['photos:read'],
  grantTypes: ['client_credentials'],
  introspects: ['https://photos.example'],
  metadata,
};

/** Tries to change all that it is given, and tells what is left of it. */
@JsonController('/greedy')
class GreedyController {
  @Get('/')
  @OAuthScope('photos:read')
  take(@CurrentToken() token: AccessToken, @CurrentClient() client: Client) {
    const tenant = client.metadata.tenant as { tags: string[] };
    const attempts = [
      () => Object.assign(client, { trusted: true }),
      () => Object.assign(client.protocol, { introspects: true }),
      () => Object.assign(client.tokens, { accessToken: 1 }),
      () => Object.assign(client.metadata, { mine: true }),
      () => tenant.tags.push('mine'),
      ...[client.redirectUris, client.grantTypes, client.scopes, token.audience].map(
        list => () => (list as string[]).push('mine'),
      ),
      () => Object.assign(token.claims, { role: 'admin' }),
      // Of the token itself there is one for each request.
      () => Object.assign(token, { scopes: 'mine' }),
      () => token.expiresAt.setTime(0),
    ];
    const refused = attempts.map(attempt => {
      try {
        attempt();
        return false;
      } catch (error) {
        return error instanceof TypeError;
      }
    });
    return { refused: refused.slice(0, -2) };
  }

  @Get('/seen')
  @OAuthScope('photos:read')
  seen(@CurrentToken() { client, audience, claims, expiresAt }: AccessToken) {
    const { redirectUris, grantTypes, scopes, trusted, tokens, protocol } = client;
    const lists = { redirectUris, grantTypes, scopes, audience };
    return { ...lists, trusted, tokens, protocol, metadata: client.metadata, claims, expiresAt };
  }
}

describe('a client that many requests are given', () => {
  onEachFramework(on => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ on, clients: [service], controllers: [OAuthController, GreedyController] });
    });
    after(() => app?.close());

    it('is changed by none of them, nor is a token', async () => {
      const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'shared', secret: service.clientSecret });
      const get = async (path: string) => (await call(app, body.access_token, { path })).json();
      const before = await get('/greedy/seen');
      expect(before).to.deep.include({ trusted: false, metadata, claims: {} });
      expect(await get('/greedy')).to.deep.equal({ refused: Array(10).fill(true) });
      expect(await get('/greedy/seen')).to.deep.equal(before);
    });
  });
});

describe('a client that is looked up', () => {
  onEachDatabase((database, name) => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ database: database().options, clients: [service] });
    });
    after(() => app?.close());

    it('is there at once where the rows are in this process, and may not be written to', async () => {
      const found = app.server.clients.find('shared');
      if (name === 'SQLite' && embedded.type === 'better-sqlite3') {
        expect(found).to.be.instanceOf(Client);
        expect(app.server.clients.find('shared'), 'the same').to.equal(found);
      } else expect(found).to.be.instanceOf(Promise);
      const client = await found;
      expect(() => Object.assign(client ?? {}, { name: 'mine' })).to.throw(TypeError);
    });
  });
});
