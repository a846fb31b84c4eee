import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { authorizationUrl, exchange, obtainCode, type Parameters, post, refresh, tokens } from '../../support/flow';
import { expectRefusal, expectUncached } from '../../support/refusal';

const both = 'photos:read photos:write';

describe('what the token endpoint answers', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  it('TE05: a code is answered with 200, JSON, no-store and all members of section 5.1', async () => {
    const answer = await exchange(app, await obtainCode(app));
    expect(answer.status).to.equal(200);
    expectUncached(answer);
    expect(answer.body).to.have.all.keys('access_token', 'token_type', 'expires_in', 'refresh_token', 'scope');
    expect(answer.body.access_token).to.match(/^oat_[0-9a-z]{9}\.[\w-]{43}$/);
    expect(answer.body.refresh_token).to.match(/^ort_[0-9a-z]{9}\.[\w-]{43}$/);
    expect(answer.body).to.include({ token_type: 'Bearer', expires_in: 600 });
  });

  it('TE05: refresh and client_credentials are answered alike', async () => {
    const { refresh_token } = await tokens(app);
    const refreshed = await refresh(app, refresh_token);
    const own = await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
    for (const answer of [refreshed, own]) {
      expect(answer.status).to.equal(200);
      expectUncached(answer);
      expect(answer.body).to.include({ token_type: 'Bearer', expires_in: 600 });
    }
    expect(own.body).not.to.have.property('refresh_token');
  });

  it('TE06: the scope is said when the user granted less than was asked for', async () => {
    const browser = new Browser();
    let page = await browser.open(authorizationUrl(app, { scope: both }));
    page = await browser.allow(await browser.logIn(page), ['photos:read']);
    const code = page.location?.searchParams.get('code') ?? '';
    const { status, body } = await exchange(app, code);
    expect(status).to.equal(200);
    expect(body.scope).to.equal('photos:read');
  });

  it('TE06: the scope is said when nothing was asked for', async () => {
    const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
    expect(body.scope.split(' ').sort()).to.deep.equal(['albums:read', 'photos:read']);
  });

  const service = { basic: 'service' };
  const credentials = { grant_type: 'client_credentials' };
  const code = { grant_type: 'authorization_code', client_id: 'app' };
  const errors: [string, Parameters, { basic?: string; secret?: string }, string, number?][] = [
    ['no client', credentials, {}, 'invalid_client', 401],
    ['an unknown client', { ...credentials, client_id: 'é"\\\n' }, {}, 'invalid_client', 401],
    ['a wrong secret', credentials, { basic: 'service', secret: 'é"\\\n' }, 'invalid_client', 401],
    ['an unknown grant', { grant_type: 'é"\\\n\u{1F600}' }, service, 'unsupported_grant_type'],
    ['a repeated parameter with an odd name', { ...credentials, 'é"\\\r\n': ['1', '2'] }, service, 'invalid_request'],
    ['a repeated parameter with markup in its name', { ...credentials, '<script>"': ['1', '2'] }, service, 'invalid_request'],
    ['an unknown scope', { ...credentials, scope: 'é"\\' }, service, 'invalid_scope'],
    ['an unregistered scope', { ...credentials, scope: 'photos:write' }, service, 'invalid_scope'],
    ['two blanks in the scope', { ...credentials, scope: 'photos:read  albums:read' }, service, 'invalid_scope'],
    ['a foreign grant', { ...credentials, client_id: 'app' }, {}, 'unauthorized_client'],
    ['no code', code, {}, 'invalid_request'],
    ['an unknown code', { ...code, code: 'é"\\\n' }, {}, 'invalid_grant'],
    ['no refresh token', { grant_type: 'refresh_token', client_id: 'app' }, {}, 'invalid_request'],
    ['an unknown refresh token', { grant_type: 'refresh_token', client_id: 'app', refresh_token: '"\\' }, {}, 'invalid_grant'],
    ['two methods', { ...credentials, client_secret: 'x' }, service, 'invalid_request'],
    ['two clients', { ...credentials, client_id: 'app' }, service, 'invalid_request'],
  ];
  for (const [name, parameters, call, error, status] of errors) {
    it(`TE07: ${name} is ${error}, in the characters of section 5.2`, async () => {
      expectRefusal(await post(app, parameters, call), error, status);
    });
  }

  it('TE12: a client that nobody knows is invalid_client, whatever its name', async () => {
    for (const clientId of ['nobody', 'app\0'.slice(0, 3).toUpperCase(), ' app', 'app ', 'x'.repeat(5000), '0', 'null', '%']) {
      expectRefusal(await post(app, { ...code, code: 'x', client_id: clientId }), 'invalid_client', 401);
      expectRefusal(await post(app, credentials, { basic: clientId }), 'invalid_client', 401);
    }
  });
});
