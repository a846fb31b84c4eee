import { expect } from 'chai';
import { User, UserProvider } from 'oauth-controllers';
import { Container } from 'typedi';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import { call, exchange, obtainCode, refresh, type TokenAnswer, tokens } from '../../support/flow';

const both = 'photos:read photos:write';
const day = 24 * 3600;

/** Users who come and go. */
class Accounts extends UserProvider {
  static gone = false;
  override async findById(id: string): Promise<User | undefined> {
    return Accounts.gone ? undefined : Object.assign(new User(), { id, username: 'ada' });
  }
  override async verify(username: string): Promise<User | undefined> {
    return this.findById(username);
  }
}

describe('the scope of a refresh', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  const granted = async ({ body }: TokenAnswer): Promise<string> => {
    const answer = await call(app, body.access_token);
    return answer.status === 200 ? ((await answer.json()) as { scope: string }).scope : `${answer.status}`;
  };

  it('RT07: is that of the grant when nothing is asked for', async () => {
    const answer = await refresh(app, (await tokens(app, { scope: both })).refresh_token);
    expect(answer.body.scope).to.equal(both);
    expect(await granted(answer)).to.equal(both);
  });

  it('RT07: may be narrower, and what is left out is there again the next time', async () => {
    const first = await refresh(app, (await tokens(app, { scope: both })).refresh_token, { scope: 'photos:read' });
    expect([first.body.scope, await granted(first)]).to.deep.equal(['photos:read', 'photos:read']);
    expect((await call(app, first.body.access_token, { method: 'POST' })).status).to.equal(403);
    const second = await refresh(app, first.body.refresh_token ?? '', { scope: 'photos:write photos:read' });
    expect((await call(app, second.body.access_token, { method: 'POST' })).status).to.equal(200);
    expect(second.body.scope.split(' ').sort()).to.deep.equal(both.split(' '));
  });

  it('RT07: is never wider than the grant, and an attempt spends nothing', async () => {
    const { refresh_token } = await tokens(app, { scope: 'photos:read' });
    for (const scope of [
      'photos:write',
      both,
      'photos:read albums:read',
      'photos:read unknown',
      'photos',
      '"',
      'photos:read  ',
    ]) {
      const { status, body } = await refresh(app, refresh_token, { scope });
      expect([status, body.error], scope).to.deep.equal([400, 'invalid_scope']);
    }
    expect((await refresh(app, refresh_token)).status).to.equal(200);
  });

  it('RT13: loses what the client may no longer have, until nothing is left', async () => {
    const client = { clientId: 'shrinking', public: true, redirectUris: [redirectUri] };
    const { clients } = app.server;
    await clients.put({ ...client, scopes: ['photos:read', 'photos:write'] });
    const code = await obtainCode(app, { client_id: 'shrinking', scope: both });
    let { refresh_token: token = '' } = (await exchange(app, code, { client_id: 'shrinking' })).body;
    await clients.put({ ...client, scopes: ['photos:read'] });
    const narrowed = await refresh(app, token, { client_id: 'shrinking' });
    expect([narrowed.body.scope, await granted(narrowed)]).to.deep.equal(['photos:read', 'photos:read']);
    token = narrowed.body.refresh_token ?? '';
    const withdrawn = await refresh(app, token, { client_id: 'shrinking', scope: 'photos:write' });
    expect(withdrawn.body.error).to.equal('invalid_scope');
    await clients.put({ ...client, scopes: ['albums:read'] });
    expect((await refresh(app, token, { client_id: 'shrinking' })).body.error).to.equal('invalid_grant');
  });

  it('RT13: is nothing once the client may no longer refresh, or is gone', async () => {
    const client = { clientId: 'leaving', public: true, redirectUris: [redirectUri], scopes: ['photos:read' as const] };
    const { clients } = app.server;
    await clients.put(client);
    const code = await obtainCode(app, { client_id: 'leaving' });
    const { refresh_token: token = '', access_token } = (await exchange(app, code, { client_id: 'leaving' })).body;
    await clients.put({ ...client, grantTypes: ['authorization_code'] });
    expect((await refresh(app, token, { client_id: 'leaving' })).body.error).to.equal('unauthorized_client');
    await clients.remove('leaving');
    const { status, body } = await refresh(app, token, { client_id: 'leaving' });
    expect([status, body.error]).to.deep.equal([401, 'invalid_client']);
    expect((await call(app, access_token)).status).to.equal(401);
  });
});

describe('the life of a refresh token', () => {
  let app: TestApplication;
  afterEach(() => app.close());

  const alive = async (token: string): Promise<string | undefined> => (await refresh(app, token)).body.refresh_token;

  it('RT08: ends on the day that was set at the start, however often it is rotated', async () => {
    app = await startApplication({ tokens: { refreshToken: '30d' } });
    let { refresh_token: token } = await tokens(app);
    for (let rotation = 0; rotation < 5; rotation++) {
      app.clock.advance(6 * day - 1);
      token = (await alive(token)) ?? '';
      expect(token, `rotation ${rotation}`).to.not.equal('');
    }
    app.clock.advance(4);
    expect((await refresh(app, token)).status, 'a second before the end').to.equal(200);
    const last = await tokens(app);
    app.clock.advance(30 * day);
    const { status, body } = await refresh(app, last.refresh_token);
    expect([status, body.error]).to.deep.equal([400, 'invalid_grant']);
  });

  it('RT08: ends for good at that second, also for a token that was just rotated', async () => {
    app = await startApplication({ tokens: { refreshToken: '30d' } });
    const first = await tokens(app);
    app.clock.advance(30 * day - 1);
    const second = (await alive(first.refresh_token)) ?? '';
    expect(second).to.not.equal('');
    app.clock.advance(1);
    expect((await refresh(app, second)).body.error).to.equal('invalid_grant');
  });

  it('RT08: ends when it lies unused too long', async () => {
    app = await startApplication({ tokens: { refreshToken: '30d', refreshTokenIdle: '1d' } });
    const { refresh_token: idle } = await tokens(app);
    let { refresh_token: used } = await tokens(app);
    for (let hours = 0; hours < 48; hours += 23) {
      app.clock.advance(23 * 3600);
      used = (await alive(used)) ?? '';
      expect(used).to.not.equal('');
    }
    expect(await alive(idle)).to.equal(undefined);
    app.clock.advance(day);
    expect(await alive(used)).to.equal(undefined);
  });

  it('RT12: RT13: is over when the user provider no longer knows the user, and so is the access token', async () => {
    app = await startApplication({ services: [Accounts], users: undefined });
    try {
      const pair = await tokens(app);
      Accounts.gone = true;
      const { status, body } = await refresh(app, pair.refresh_token);
      expect([status, body.error]).to.deep.equal([400, 'invalid_grant']);
      expect((await call(app, pair.access_token)).status).to.equal(401);
      Accounts.gone = false;
      expect((await refresh(app, pair.refresh_token)).status, 'a suspended user who is back').to.equal(200);
    } finally {
      Accounts.gone = false;
      Container.remove(UserProvider);
    }
  });
});
