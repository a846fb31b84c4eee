import { expect } from 'chai';
import { redirectUri, secret, startApplication, type TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { authorizationUrl, authorize, call, exchange, loggedIn, obtainCode, type Parameters, post } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';
import { expectErrorPage, toldTo } from './answers';

const machine = { grant_type: 'client_credentials' };
const overTls = { 'x-forwarded-proto': 'https' };

describe('scenarios: requireState and missingRedirectUri', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    const redirectUris = [redirectUri, 'https://app.example/second'];
    app = await startApplication({
      clients: [
        { clientId: 'app', public: true, redirectUris, scopes: ['photos:read'] },
        { clientId: 'service', clientSecret: secret, scopes: ['photos:read'] },
      ],
      requireState: true,
      missingRedirectUri: '/oauth/missing',
    });
    browser = await loggedIn(app);
  });
  after(() => app.close());

  const answer = async (changes: Parameters): Promise<Record<string, string>> =>
    toldTo(redirectUri, await browser.open(authorizationUrl(app, changes)));

  for (const state of [undefined, '']) {
    it(`a request with the state ${JSON.stringify(state)} is refused where it is required`, async () => {
      const told = await answer({ state });
      expect(told).to.include({ error: 'invalid_request' }).and.not.have.any.keys('code', 'state');
      expect(told.error_description).to.include('state');
    });
  }

  it('a request with state is accepted where it is required', async () => {
    expect(await answer({ state: 's' }))
      .to.include({ state: 's' })
      .and.include.keys('code');
  });

  const lost: [title: string, changes: Parameters][] = [
    ['an unregistered redirect URI', { redirect_uri: 'https://evil.example/' }],
    ['no redirect URI where several are registered', { redirect_uri: undefined }],
    ['no redirect URI where none is registered', { client_id: 'service', redirect_uri: undefined }],
  ];
  for (const [title, changes] of lost) {
    it(`a user whose request has ${title} is sent where the operator says, and nothing with him`, async () => {
      for (const one of [browser, new Browser()]) {
        const { location } = await one.request(authorizationUrl(app, changes));
        expect(location?.href).to.equal(`${app.url}/oauth/missing`);
      }
    });
  }

  it('a request of an unknown client is a page all the same', async () => {
    expectErrorPage(await browser.request(authorizationUrl(app, { client_id: 'nobody' })));
  });
});

describe('scenarios: sslOnly', () => {
  it('false lets an https issuer be reached over plain http, with a warning', async () => {
    const app = await startApplication({ tls: true, sslOnly: false });
    try {
      const { status, body } = await post(app, machine, { basic: 'service' });
      expect(status).to.equal(200);
      expect((await call(app, body.access_token)).status).to.equal(200);
      expect((await new Browser().open(authorizationUrl(app))).status).to.equal(200);
      expect(app.log.text).to.match(/^warn .*sslOnly is false/m);
    } finally {
      await app.close();
    }
  });

  it('true wants TLS at every endpoint, on a loopback issuer too', async () => {
    const app = await startApplication({ sslOnly: true });
    try {
      expectRefusal(await post(app, machine, { basic: 'service' }), 'invalid_request');
      expectRefusal(await post(app, { token: 'x' }, { basic: 'service', path: '/oauth/revoke' }), 'invalid_request');
      expectErrorPage(await new Browser().request(authorizationUrl(app)));
      expect((await call(app, 'anything')).status).to.equal(400);
      // No proxy is trusted here, so nobody can claim one.
      expectRefusal(await post(app, machine, { basic: 'service', headers: overTls }), 'invalid_request');
    } finally {
      await app.close();
    }
  });
});

describe('scenarios: the implicit response types, once they are on', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    const redirectUris = [redirectUri];
    const scopes: ('photos:read' | 'photos:write')[] = ['photos:read', 'photos:write'];
    app = await startApplication({
      clients: [
        { clientId: 'app', public: true, redirectUris, scopes, grantTypes: ['authorization_code', 'refresh_token', 'implicit'] },
        { clientId: 'strict', public: true, redirectUris, scopes },
      ],
      responseTypes: ['code', 'token', 'code token'],
    });
    browser = new Browser();
    await authorize(app, {}, browser);
  });
  after(() => app.close());

  const answer = async (changes: Parameters): Promise<Record<string, string>> =>
    toldTo(redirectUri, await browser.open(authorizationUrl(app, changes)));

  it('a code is still a code, in the query', async () => {
    const { location } = await browser.open(authorizationUrl(app));
    expect(location?.searchParams.has('code')).to.equal(true);
    expect((await exchange(app, await obtainCode(app, {}, browser))).status).to.equal(200);
  });

  it('an access token comes in the fragment, without a refresh token', async () => {
    const { location } = await browser.open(authorizationUrl(app, { response_type: 'token' }));
    expect(location?.search).to.equal('');
    const told = Object.fromEntries(new URLSearchParams(location?.hash.slice(1)));
    expect(told).to.include({ token_type: 'Bearer', state: 'xyz' }).and.not.have.any.keys('refresh_token', 'code');
    expect((await call(app, told.access_token)).status).to.equal(200);
  });

  for (const type of ['code token', 'token code']) {
    it(`${type} gives both, and the code is good for tokens`, async () => {
      const { code = '', access_token: token } = await answer({ response_type: type });
      expect((await call(app, token)).status).to.equal(200);
      expect((await exchange(app, code)).status).to.equal(200);
    });
  }

  it('a client that is not registered for it is refused', async () => {
    const told = await answer({ client_id: 'strict', response_type: 'token' });
    expect(told).to.include({ error: 'unauthorized_client', state: 'xyz' }).and.not.have.property('access_token');
  });

  it('an error of such a request comes in the fragment too', async () => {
    const { location } = await browser.open(authorizationUrl(app, { response_type: 'token', scope: 'unheard:of' }));
    expect(location?.search).to.equal('');
    expect(new URLSearchParams(location?.hash.slice(1)).get('error')).to.equal('invalid_scope');
  });
});
