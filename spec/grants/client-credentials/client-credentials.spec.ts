import { expect } from 'chai';
import { type AccessToken, Client, CurrentClient, CurrentToken, OAuthController, OAuthScope, User } from 'oauth-controllers';
import { Authorized, CurrentUser, Get, JsonController } from 'routing-controllers';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import { basic, call, exchange, obtainCode, type Parameters, post, type TokenAnswer, type TokenCall } from '../../support/flow';
import { PhotoController } from '../../support/photos';

@JsonController('/whoami')
class WhoAmIController {
  @Get('/')
  @OAuthScope('photos:read')
  who(@CurrentToken() token: AccessToken, @CurrentClient() client: Client, @CurrentUser() user?: User) {
    return { user: user?.username ?? null, tokenUser: token.user?.username ?? null, client: client.clientId };
  }

  @Get('/required')
  @OAuthScope('photos:read')
  required(@CurrentUser({ required: true }) user: User) {
    return { user: user.username };
  }

  @Get('/users-only')
  @OAuthScope('photos:read', { subject: 'user' })
  usersOnly() {
    return {};
  }

  @Get('/admins')
  @OAuthScope('photos:read')
  @Authorized('admin')
  admins() {
    return {};
  }
}

describe('the client credentials grant', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ controllers: [OAuthController, PhotoController, WhoAmIController] });
  });
  after(() => app.close());

  const ask = (how: TokenCall, changes: Parameters = {}): Promise<TokenAnswer> =>
    post(app, { grant_type: 'client_credentials', ...changes }, how);

  it('CC01: gives a client that proves itself a token of its own', async () => {
    const { status, body, headers } = await ask({ basic: 'service' });
    expect([status, body.token_type, body.expires_in]).to.deep.equal([200, 'Bearer', 600]);
    expect(body.scope.split(' ').sort()).to.deep.equal(['albums:read', 'photos:read']);
    expect(headers.get('cache-control')).to.equal('no-store');
    const answer = await call(app, body.access_token);
    expect(await answer.json()).to.deep.equal({ owner: null, client: 'service', scope: 'photos:read albums:read' });
  });

  it('CC01: is for nobody who has proven nothing', async () => {
    for (const [changes, how, error] of [
      [{ client_id: 'service' }, {}, 'invalid_client'],
      [{ client_id: 'service' }, { basic: 'service', secret: 'wrong' }, 'invalid_client'],
      [{}, { headers: { authorization: basic('app', '') } }, 'invalid_client'],
      [{ client_id: 'app' }, {}, 'unauthorized_client'],
    ] as const) {
      const { body } = await ask(how, changes);
      expect(body.error, JSON.stringify([changes, how])).to.equal(error);
      expect(body).to.not.have.property('access_token');
    }
  });

  it('CC01: is for no public client, even where the database says that it may', async () => {
    const row = JSON.stringify(['client_credentials', 'authorization_code']);
    await app.server.dataSource.query(`UPDATE oauth_client SET grantTypes = '${row}' WHERE clientId = 'other'`);
    const { status, body } = await ask({}, { client_id: 'other' });
    expect([status, body.error]).to.deep.equal([400, 'unauthorized_client']);
    const error = await app.server.clients
      .register({ public: true, grantTypes: ['client_credentials'] })
      .catch((thrown: Error) => thrown.message);
    expect(error).to.match(/is public and cannot use client_credentials/);
  });

  it('CC01: keeps to the scopes of the client', async () => {
    expect((await ask({ basic: 'service' }, { scope: 'albums:read' })).body.scope).to.equal('albums:read');
    for (const scope of ['photos:write', 'photos:read photos:write', 'unknown', 'a"b']) {
      expect((await ask({ basic: 'service' }, { scope })).body.error, scope).to.equal('invalid_scope');
    }
    await app.server.clients.register({ clientId: 'bare', clientSecret: 's' });
    expect((await ask({ basic: 'bare', secret: 's' })).body.error).to.equal('invalid_scope');
  });

  it('RT10: gives no refresh token, not even to a client that has the grant', async () => {
    await app.server.clients.register({
      clientId: 'greedy',
      clientSecret: 's',
      scopes: ['photos:read'],
      redirectUris: [redirectUri],
      grantTypes: ['client_credentials', 'refresh_token', 'authorization_code'],
    });
    for (const answer of [await ask({ basic: 'service' }), await ask({ basic: 'greedy', secret: 's' })]) {
      expect(answer.body).to.have.all.keys('access_token', 'token_type', 'expires_in', 'scope');
    }
    const [{ n }] = await app.server.dataSource.query('SELECT count(*) n FROM oauth_refresh_token');
    expect(n).to.equal(0);
  });

  it('RT10: gives none to a client of a user either, when it may not refresh', async () => {
    await app.server.clients.register({
      clientId: 'brief',
      clientSecret: 's',
      scopes: ['photos:read'],
      redirectUris: [redirectUri],
      grantTypes: ['authorization_code'],
    });
    const answer = await exchange(app, await obtainCode(app, { client_id: 'brief' }), {}, { basic: 'brief', secret: 's' });
    expect(answer.body).to.have.property('access_token');
    expect(answer.body).to.not.have.property('refresh_token');
  });

  it('CC02: the token is never a user’s, even when the client is called like one', async () => {
    await app.server.clients.register({ clientId: 'ada', clientSecret: 's', scopes: ['photos:read'] });
    const { access_token: token } = (await ask({ basic: 'ada', secret: 's' })).body;
    const who = await call(app, token, { path: '/whoami' });
    expect(await who.json()).to.deep.equal({ user: null, tokenUser: null, client: 'ada' });
    for (const path of ['/whoami/required', '/whoami/users-only', '/whoami/admins']) {
      const { status } = await call(app, token, { path });
      expect(status, path).to.be.oneOf([401, 403]);
    }
    const [{ userId }] = await app.server.dataSource.query("SELECT userId FROM oauth_access_token WHERE clientId = 'ada'");
    expect(userId).to.equal(null);
    const { access_token: real } = (await exchange(app, await obtainCode(app))).body;
    for (const path of ['/whoami/required', '/whoami/users-only', '/whoami/admins']) {
      expect((await call(app, real, { path })).status, `ada herself, ${path}`).to.equal(200);
    }
  });
});
