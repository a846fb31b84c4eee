import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { authorizationUrl, loggedIn, type Parameters } from '../../support/flow';

/** A request of each kind that is refused. */
const refused: Record<string, Parameters> = {
  'no response_type': { response_type: undefined },
  'unknown response_type': { response_type: 'foo' },
  'implicit response_type': { response_type: 'token' },
  'repeated state': { state: ['a', 'b'] },
  'unknown scope': { scope: 'admin' },
  'malformed scope': { scope: 'a"b' },
  'no challenge': { code_challenge: undefined },
  'plain challenge': { code_challenge_method: 'plain' },
  'short challenge': { code_challenge: 'short' },
  'unsupported response_mode': { response_mode: 'fragment' },
  'request object': { request: 'e30.e30.' },
  request_uri: { request_uri: 'https://evil.example/request' },
  'combined prompt': { prompt: 'login none' },
  'client without the grant': { client_id: 'machine' },
};
const unregistered = ['https://evil.example/', 'https://app.example/callback/x', 'javascript:alert(1)', '//evil.example', 'x'];

describe('client and redirect URI come first', () => {
  let app: TestApplication;
  let user: Browser;
  before(async () => {
    const redirectUris = ['https://app.example/callback'];
    app = await startApplication({
      clients: [
        { clientId: 'app', public: true, redirectUris, scopes: ['photos:read'] },
        { clientId: 'machine', clientSecret: 's', redirectUris, scopes: ['photos:read'], grantTypes: ['client_credentials'] },
      ],
    });
    user = await loggedIn(app);
  });
  after(() => app.close());

  for (const [kind, changes] of Object.entries<Parameters>({ ...refused, 'nothing wrong': {} })) {
    it(`AZ15: never redirects to an unregistered URI: ${kind}`, async () => {
      for (const uri of unregistered) {
        for (const prompt of ['none', changes.prompt]) {
          for (const browser of [user, new Browser()]) {
            const page = await browser.request(authorizationUrl(app, { ...changes, prompt, redirect_uri: uri }));
            expect([page.status, page.location], `${uri} ${prompt}`).to.deep.equal([400, undefined]);
            expect(page.body).to.not.include('evil.example');
          }
        }
      }
    });

    it(`AZ10: an anonymous browser is redirected nowhere: ${kind}`, async () => {
      if (kind === 'combined prompt') return;
      const browser = new Browser();
      const { searchParams } = new URL(authorizationUrl(app, changes));
      const endpoint = `${app.url}/oauth/authorize`;
      const first = [
        await browser.request(`${endpoint}?${searchParams}`),
        await browser.request(endpoint, { method: 'POST', body: searchParams }),
      ];
      for (const one of first) {
        expect(one.location?.origin).to.equal(app.url);
        const page = await browser.follow(one);
        expect([page.status, page.location]).to.deep.equal([200, undefined]);
        expect(page.body).to.include('name="password"');
      }
    });
  }

  for (const [kind, changes] of Object.entries(refused)) {
    it(`AZ10: after the login the error is told: ${kind}`, async () => {
      if (kind === 'combined prompt') return;
      const browser = new Browser();
      const { location } = await browser.logIn(await browser.open(authorizationUrl(app, changes)));
      expect(location?.origin).to.equal('https://app.example');
      expect(location?.searchParams.get('error')).to.match(/^(invalid|unsupported|unauthorized|request)_/);
      expect(location?.searchParams.has('code')).to.equal(false);
    });
  }

  it('AZ10: a wrong password keeps the browser here, also before a request that will be refused', async () => {
    const browser = new Browser();
    const page = await browser.logIn(await browser.open(authorizationUrl(app, { scope: 'admin' })), 'ada', 'wrong');
    expect([page.status, page.location]).to.deep.equal([400, undefined]);
    expect(page.body).to.include('name="password"');
  });

  it('AZ10: with prompt=none the client is told at once', async () => {
    const { location } = await new Browser().open(authorizationUrl(app, { prompt: 'none', scope: 'admin' }));
    expect(location?.searchParams.get('error')).to.equal('invalid_scope');
  });

  it('AZ15: an interaction whose client or redirect URI has gone redirects nobody', async () => {
    await app.server.clients.register({
      clientId: 'brief',
      public: true,
      redirectUris: ['https://brief.example/'],
      scopes: ['photos:read'],
    });
    const url = authorizationUrl(app, { client_id: 'brief', redirect_uri: 'https://brief.example/' });
    const [moved, removed] = [await user.open(url), await user.open(url)];
    await app.server.clients.put({
      clientId: 'brief',
      public: true,
      redirectUris: ['https://new.example/'],
      scopes: ['photos:read'],
    });
    const afterMove = await user.allow(moved);
    await app.server.clients.remove('brief');
    const afterRemoval = await user.allow(removed);
    for (const page of [afterMove, afterRemoval, await user.deny(removed), await user.open(removed.url)])
      expect([page.status, page.location]).to.deep.equal([400, undefined]);
  });
});
