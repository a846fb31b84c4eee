import { expect } from 'chai';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import type { Browser } from '../../support/browser';
import { call, exchange, loggedIn, obtainCode, type Parameters, post, refresh, tokens } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';

const second = 'https://app.example/second';

describe('an authorization code', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    const scopes = { 'photos:read': 'See your photos', 'photos:write': 'Add photos', admin: 'Everything' };
    const own = { redirectUris: [redirectUri, second], scopes: ['photos:read', 'photos:write', 'admin'] };
    const clients = [
      { clientId: 'app', public: true, ...own },
      { clientId: 'one', public: true, redirectUris: [redirectUri], scopes: ['photos:read'] },
      { clientId: 'web', clientSecret: 'secret of web', ...own },
    ];
    app = await startApplication({ scopes, clients });
    browser = await loggedIn(app);
  });
  after(() => app.close());

  const codeFor = (changes: Parameters = {}): Promise<string> => obtainCode(app, changes, browser);

  it('CO01: is good for one exchange', async () => {
    const code = await codeFor();
    expect((await exchange(app, code)).status).to.equal(200);
    expectRefusal(await exchange(app, code), 'invalid_grant');
  });

  for (const late of [0, 3600]) {
    it(`CO03: that comes back ${late} s later revokes every token that came of it`, async () => {
      const code = await codeFor();
      const first = (await exchange(app, code)).body;
      const next = (await refresh(app, first.refresh_token ?? '')).body;
      expect((await call(app, next.access_token)).status).to.equal(200);
      app.clock.advance(late);
      expectRefusal(await exchange(app, code), 'invalid_grant');
      for (const { access_token } of [first, next]) expect((await call(app, access_token)).status).to.equal(401);
      expectRefusal(await refresh(app, next.refresh_token ?? ''), 'invalid_grant');
    });
  }

  it('CO03: that comes back leaves the tokens of other codes alone', async () => {
    const { access_token } = await tokens(app);
    const code = await codeFor();
    await exchange(app, code);
    await exchange(app, code);
    expect((await call(app, access_token)).status).to.equal(200);
  });

  it('CO04: that comes back with anything wrong about it revokes nothing', async () => {
    const code = await codeFor();
    const { access_token } = (await exchange(app, code)).body;
    expectRefusal(await exchange(app, code, { client_id: 'one' }), 'invalid_grant');
    expectRefusal(await exchange(app, code, { code_verifier: 'w'.repeat(43) }), 'invalid_grant');
    expectRefusal(await exchange(app, code, { code_verifier: undefined }), 'invalid_grant');
    expectRefusal(await exchange(app, code, { redirect_uri: second }), 'invalid_grant');
    expectRefusal(await exchange(app, code, {}, { basic: 'web', secret: 'wrong' }), 'invalid_client', 401);
    expect((await call(app, access_token)).status).to.equal(200);
  });

  it('CO05: belongs to its client, public or confidential', async () => {
    const [ofPublic, ofConfidential] = [await codeFor(), await codeFor({ client_id: 'web' })];
    const web = { basic: 'web', secret: 'secret of web' };
    expectRefusal(await exchange(app, ofPublic, { client_id: 'one' }), 'invalid_grant');
    expectRefusal(await exchange(app, ofPublic, {}, web), 'invalid_grant');
    expectRefusal(await exchange(app, ofConfidential), 'invalid_grant');
    expect((await exchange(app, ofPublic)).status).to.equal(200);
    expect((await exchange(app, ofConfidential, {}, web)).status).to.equal(200);
  });

  it('CO06: belongs to the redirect URI that it went to', async () => {
    const code = await codeFor();
    for (const uri of [second, undefined, '', `${redirectUri}/`, 'https://APP.example/callback', `${redirectUri}#`])
      expectRefusal(await exchange(app, code, { redirect_uri: uri }), 'invalid_grant');
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('CO06: of a request without redirect_uri needs none, and takes no other', async () => {
    const code = await codeFor({ client_id: 'one', redirect_uri: undefined });
    expectRefusal(await exchange(app, code, { client_id: 'one', redirect_uri: second }), 'invalid_grant');
    expect((await exchange(app, code, { client_id: 'one', redirect_uri: undefined })).status).to.equal(200);
  });

  it('CO07: lives for 60 s', async () => {
    const [early, late] = [await codeFor(), await codeFor()];
    app.clock.advance(59);
    expect((await exchange(app, early)).status).to.equal(200);
    app.clock.advance(1);
    expectRefusal(await exchange(app, late), 'invalid_grant');
  });

  it('CO07: cannot be given more than 10 minutes', async () => {
    const error: unknown = await startApplicationWith('11m');
    expect(error).to.be.instanceOf(TypeError);
  });

  it('CO09: is not spent by an exchange that failed', async () => {
    const code = await codeFor();
    await exchange(app, code, { redirect_uri: second });
    await exchange(app, code, { code_verifier: undefined });
    await exchange(app, code, { client_id: 'one' });
    await exchange(app, code, { client_id: undefined });
    await exchange(app, code, { extra: ['1', '2'] });
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('CO10: is the only thing that is taken for a code', async () => {
    const { access_token, refresh_token } = await tokens(app);
    for (const value of [access_token, refresh_token]) expectRefusal(await exchange(app, value), 'invalid_grant');
    const code = await codeFor();
    expectRefusal(await refresh(app, code), 'invalid_grant');
    expect((await call(app, code)).status).to.equal(401);
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('CO11: changed in one character, cut or extended is refused', async () => {
    const code = await codeFor();
    const flipped = [...code].map((character, at) => code.slice(0, at) + (character === 'A' ? 'B' : 'A') + code.slice(at + 1));
    const others = [code.slice(0, -1), code.slice(1), `${code}A`, ` ${code}`, `${code} `, code.slice(4), code.toUpperCase()];
    for (const value of [...flipped, ...others].filter(one => one !== code))
      expectRefusal(await exchange(app, value), 'invalid_grant');
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('CO13: is not widened by a scope at the token endpoint', async () => {
    const { status, body } = await exchange(app, await codeFor(), { scope: 'photos:read admin' });
    expect([status, body.scope]).to.deep.equal([200, 'photos:read']);
    const refreshed = await post(app, { grant_type: 'refresh_token', client_id: 'app', refresh_token: body.refresh_token });
    expect(refreshed.body.scope).to.equal('photos:read');
  });
});

async function startApplicationWith(code: '11m'): Promise<unknown> {
  const { OAuthServer } = await import('oauth-controllers');
  const options = { issuer: 'http://localhost', database: ':memory:', scopes: {}, tokens: { code } };
  return OAuthServer.create(options).catch((thrown: unknown) => thrown);
}
