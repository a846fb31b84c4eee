import { expect } from 'chai';
import { redirectUri, secret, startApplication, type TestApplication } from '../../support/application';
import type { Browser } from '../../support/browser';
import {
  call,
  exchange,
  loggedIn,
  obtainCode,
  type Parameters,
  post,
  refresh,
  type TokenAnswer,
  type TokenCall,
} from '../../support/flow';
import { expectRefusal, expectUncached } from '../../support/refusal';

const scopes: ('photos:read' | 'photos:write')[] = ['photos:read', 'photos:write'];
const day = 24 * 60 * 60;

/** Attempts with a good refresh token that have to fail, and leave it usable. */
const mismatches: [title: string, changes: Parameters, call: TokenCall, error: string, status?: number][] = [
  ['without a refresh token', { refresh_token: undefined }, {}, 'invalid_request'],
  ['with an empty refresh token', { refresh_token: '' }, {}, 'invalid_request'],
  ['with an unknown refresh token', { refresh_token: 'unknown' }, {}, 'invalid_grant'],
  ['with a refresh token twice', { refresh_token: ['a', 'b'] }, {}, 'invalid_request'],
  ['by another client', { client_id: 'other' }, {}, 'invalid_grant'],
  ['by a confidential client that proves itself', {}, { basic: 'web' }, 'invalid_grant'],
  ['by a client that may not refresh', { client_id: 'once' }, {}, 'unauthorized_client'],
  ['by nobody', { client_id: undefined }, {}, 'invalid_client', 401],
  ['for a scope that was not granted', { scope: 'photos:read photos:write albums:read' }, {}, 'invalid_scope'],
  ['for a scope that was not granted alone', { scope: 'albums:read' }, {}, 'invalid_scope'],
  ['for an unknown scope', { scope: 'photos:read unheard:of' }, {}, 'invalid_scope'],
  ['for a malformed scope', { scope: 'photos:read "' }, {}, 'invalid_scope'],
  ['for a scope in another case', { scope: 'Photos:Read' }, {}, 'invalid_scope'],
  ['with the scope twice', { scope: ['photos:read', 'photos:read'] }, {}, 'invalid_request'],
];

describe('scenarios: the refresh grant', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    const redirectUris = [redirectUri];
    app = await startApplication({
      clients: [
        { clientId: 'app', public: true, redirectUris, scopes: [...scopes, 'albums:read'] },
        { clientId: 'other', public: true, redirectUris, scopes },
        { clientId: 'once', public: true, redirectUris, scopes, grantTypes: ['authorization_code'] },
        { clientId: 'web', clientSecret: secret, redirectUris, scopes },
      ],
    });
    browser = await loggedIn(app);
  });
  after(() => app.close());

  const granted = async (changes: Parameters = {}, how: TokenCall = {}): Promise<TokenAnswer['body']> => {
    const code = await obtainCode(app, { scope: scopes.join(' '), ...changes }, browser);
    return (await exchange(app, code, changes.client_id && !how.basic ? { client_id: changes.client_id } : {}, how)).body;
  };
  const issued = async (changes: Parameters = {}): Promise<{ access: string; refresh: string }> => {
    const { access_token, refresh_token = '' } = await granted(changes);
    return { access: access_token, refresh: refresh_token };
  };
  const photos = async (token: string): Promise<number> => (await call(app, token)).status;

  it('gives new tokens that open the resource, and none of them is an old one', async () => {
    const old = await issued();
    const answer = await refresh(app, old.refresh);
    expect(answer.status).to.equal(200);
    expectUncached(answer);
    expect(answer.body).to.include({ token_type: 'Bearer', expires_in: 600 });
    expect(answer.body.scope.split(' ')).to.have.members(scopes);
    expect([answer.body.access_token, answer.body.refresh_token]).to.not.include.members([old.access, old.refresh]);
    expect(await photos(answer.body.access_token)).to.equal(200);
  });

  it('works for a confidential client with its secret, and not without', async () => {
    const { refresh_token = '' } = await granted({ client_id: 'web' }, { basic: 'web' });
    expectRefusal(await refresh(app, refresh_token, { client_id: 'web' }), 'invalid_client', 401);
    expectRefusal(await refresh(app, refresh_token, {}, { basic: 'web', secret: 'wrong' }), 'invalid_client', 401);
    expect((await refresh(app, refresh_token, {}, { basic: 'web' })).status).to.equal(200);
  });

  it('gives fewer scopes on demand', async () => {
    const { body } = await refresh(app, (await issued()).refresh, { scope: 'photos:write' });
    expect(body.scope).to.equal('photos:write');
    expect(await photos(body.access_token)).to.equal(403);
  });

  it('gives all of them again after fewer, as they were granted', async () => {
    const fewer = await refresh(app, (await issued()).refresh, { scope: 'photos:read' });
    const { body } = await refresh(app, fewer.body.refresh_token ?? '', { scope: scopes.join(' ') });
    expect(body.scope.split(' ')).to.have.members(scopes);
  });

  it('does not mind order or repetition among the scopes', async () => {
    const { body } = await refresh(app, (await issued()).refresh, { scope: 'photos:write photos:read photos:write' });
    expect(body.scope.split(' ')).to.have.members(scopes);
  });

  for (const [title, changes, how, error, status] of mismatches) {
    it(`a refresh ${title} is ${error}, and the token is still its owner's`, async () => {
      const { refresh: token } = await issued();
      expectRefusal(await refresh(app, token, changes, how), error, status);
      expect((await refresh(app, token)).status).to.equal(200);
    });
  }

  it('a refresh token that comes again at once gets the same answer', async () => {
    const { refresh: token } = await issued();
    const [first, again] = [await refresh(app, token), await refresh(app, token)];
    expect(again.body).to.deep.equal(first.body);
  });

  it('a refresh token that comes again later ends all that came of it', async () => {
    const { refresh: token, access } = await issued();
    const { body } = await refresh(app, token);
    app.clock.advance(11);
    expectRefusal(await refresh(app, token), 'invalid_grant');
    expect([await photos(access), await photos(body.access_token)]).to.deep.equal([401, 401]);
    expectRefusal(await refresh(app, body.refresh_token ?? ''), 'invalid_grant');
  });

  it('one that comes again after its successor was used ends all, however soon', async () => {
    const { refresh: token } = await issued();
    const { body } = await refresh(app, token);
    const third = await refresh(app, body.refresh_token ?? '');
    expectRefusal(await refresh(app, token), 'invalid_grant');
    expect(await photos(third.body.access_token)).to.equal(401);
  });

  it('a reuse is told to the application, with the client', async () => {
    const reused: string[] = [];
    app.server.events.on('refreshTokenReused', ({ client }) => reused.push(client.clientId));
    const { refresh: token } = await issued();
    await refresh(app, token);
    expect(reused).to.deep.equal([]);
    app.clock.advance(11);
    await refresh(app, token);
    expect(reused).to.deep.equal(['app']);
  });

  for (const [title, pick] of [
    ['itself', 'refresh'],
    ['its access token', 'access'],
  ] as const) {
    it(`a refresh token is ${pick === 'refresh' ? 'dead' : 'alive'} after ${title} was revoked`, async () => {
      const mine = await issued();
      await post(app, { token: mine[pick], client_id: 'app' }, { path: '/oauth/revoke' });
      expect(await photos(mine.access)).to.equal(401);
      const answer = await refresh(app, mine.refresh);
      expect(answer.status).to.equal(pick === 'refresh' ? 400 : 200);
    });
  }

  it('an access token is no refresh token, nor is a code', async () => {
    expectRefusal(await refresh(app, (await issued()).access), 'invalid_grant');
    expectRefusal(await refresh(app, await obtainCode(app, {}, browser)), 'invalid_grant');
  });

  it('a client that may not refresh is given no refresh token', async () => {
    const body = await granted({ client_id: 'once' });
    expect(body).to.have.property('access_token');
    expect(body).to.not.have.property('refresh_token');
  });

  it('a client that acts for itself is given none either', async () => {
    await app.server.clients.put({
      clientId: 'machine',
      clientSecret: secret,
      scopes,
      grantTypes: ['client_credentials', 'refresh_token'],
    });
    const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'machine' });
    expect(body).to.include({ token_type: 'Bearer' }).and.not.have.property('refresh_token');
  });

  it('a scope that the client has lost since is not refreshed', async () => {
    const brief = { clientId: 'brief', public: true, redirectUris: [redirectUri] };
    await app.server.clients.put({ ...brief, scopes });
    const { refresh: token } = await issued({ client_id: 'brief' });
    await app.server.clients.put({ ...brief, scopes: ['photos:read'] });
    expect((await refresh(app, token, { client_id: 'brief' })).body.scope).to.equal('photos:read');
  });

  it('an access token that has expired is refreshed', async () => {
    const { refresh: token, access } = await issued();
    app.clock.advance(601);
    expect(await photos(access)).to.equal(401);
    expect(await photos((await refresh(app, token)).body.access_token)).to.equal(200);
  });

  it('a refresh token ends with the authorization, and rotation does not prolong it', async () => {
    const { refresh: first } = await issued();
    app.clock.advance(29 * day);
    const { body } = await refresh(app, first);
    expect(body).to.have.property('refresh_token');
    app.clock.advance(day);
    expectRefusal(await refresh(app, body.refresh_token ?? ''), 'invalid_grant');
  });
});

describe('scenarios: a server without the refresh grant', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ grants: ['authorization_code'] });
  });
  after(() => app.close());

  it('issues no refresh token, and says so where one is presented', async () => {
    const { status, body } = await exchange(app, await obtainCode(app));
    expect([status, body.refresh_token]).to.deep.equal([200, undefined]);
    expectRefusal(await refresh(app, 'anything'), 'unsupported_grant_type');
  });
});
