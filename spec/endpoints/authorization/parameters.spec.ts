import { expect } from 'chai';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import {
  authorizationUrl,
  authorize,
  challenge,
  exchange,
  form,
  loggedIn,
  obtainCode,
  type Parameters,
} from '../../support/flow';

describe('authorization request parameters', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    app = await startApplication({
      clients: [
        { clientId: 'app', public: true, redirectUris: [redirectUri], scopes: ['photos:read', 'photos:write'] },
        { clientId: 'machine', clientSecret: 's', redirectUris: [redirectUri], grantTypes: ['client_credentials'] },
        { clientId: 'bare', public: true, redirectUris: [redirectUri] },
      ],
    });
    browser = await loggedIn(app);
    await authorize(app, { scope: 'photos:read photos:write' }, browser);
  });
  after(() => app.close());

  /** What the client of a user who is logged in is told. */
  async function answer(changes: Parameters): Promise<Record<string, string>> {
    const { location, body } = await browser.open(authorizationUrl(app, changes));
    expect(location?.href, body.slice(0, 200)).to.match(/^https:\/\/app\.example\/callback\?/);
    return Object.fromEntries(location?.searchParams ?? []);
  }

  it('AZ01: a POST with a form is answered like a GET', async () => {
    const url = new URL(authorizationUrl(app));
    const post = (body: URLSearchParams) => browser.request(`${app.url}/oauth/authorize`, { method: 'POST', body });
    expect((await post(url.searchParams)).location?.searchParams.get('code')).to.be.a('string');
    url.searchParams.set('response_type', 'foo');
    expect((await post(url.searchParams)).location?.searchParams.get('error')).to.equal('unsupported_response_type');
    url.searchParams.set('client_id', 'nobody');
    const refused = await post(url.searchParams);
    expect([refused.status, refused.location]).to.deep.equal([400, undefined]);
  });

  it('AZ01: the request of a POST survives the login', async () => {
    const stranger = new Browser();
    const body = new URL(authorizationUrl(app, { state: 'posted' })).searchParams;
    const page = await stranger.follow(await stranger.request(`${app.url}/oauth/authorize`, { method: 'POST', body }));
    const { location } = await stranger.allow(await stranger.logIn(page, 'grace', 'hopper'));
    expect(location?.searchParams.get('state')).to.equal('posted');
    expect((await exchange(app, location?.searchParams.get('code') ?? '')).status).to.equal(200);
  });

  it('AZ01: a POST takes nothing from the query', async () => {
    const body = form({ scope: 'photos:read' });
    expect((await browser.request(authorizationUrl(app), { method: 'POST', body })).status).to.equal(400);
  });

  it('AZ02: an unknown parameter is ignored', async () => {
    expect(await answer({ extra: 'foobar', __proto__x: '1', 'utm[source]': 'y' })).to.include.keys('code');
    expect(await answer({ extra: ['a', 'a'] })).to.include({ error: 'invalid_request' });
  });

  const read = ['response_type', 'scope', 'state', 'code_challenge', 'code_challenge_method', 'prompt', 'response_mode'];
  for (const name of [...read, 'nonce', 'max_age', 'claims', 'login_hint', 'id_token_hint', 'acr_values', 'display']) {
    it(`AZ03: ${name} sent twice is refused`, async () => {
      const value = new URL(authorizationUrl(app, { prompt: 'consent', response_mode: 'query' })).searchParams.get(name) ?? 'x';
      const told = await answer({ [name]: [value, value] });
      expect(told).to.include({ error: 'invalid_request' });
      // Of two states none is the right one.
      expect(told.state).to.equal(name === 'state' ? undefined : 'xyz');
    });
  }

  for (const name of ['client_id', 'redirect_uri']) {
    it(`AZ03: ${name} sent twice redirects nobody`, async () => {
      const value = new URL(authorizationUrl(app)).searchParams.get(name) ?? '';
      for (const second of [value, 'https://evil.example/']) {
        const { status, location } = await browser.open(authorizationUrl(app, { [name]: [value, second] }));
        expect([status, location]).to.deep.equal([400, undefined]);
      }
    });
  }

  it('AZ03: resource may be repeated', async () => {
    expect(await answer({ resource: ['https://a.example', 'https://b.example'] })).to.include.keys('code');
  });

  it('AZ04: a parameter without a value counts as omitted', async () => {
    expect(await answer({ scope: '', state: '', prompt: '', response_mode: '' })).to.have.all.keys('code', 'iss');
    expect(await answer({ response_type: '' })).to.include({ error: 'invalid_request' });
    expect(await answer({ redirect_uri: '' })).to.include.keys('code');
    const { status, location } = await browser.open(authorizationUrl(app, { client_id: '' }));
    expect([status, location]).to.deep.equal([400, undefined]);
  });

  it('AZ05: a missing response_type is invalid_request', async () => {
    expect(await answer({ response_type: undefined })).to.include({ error: 'invalid_request', state: 'xyz' });
  });

  for (const type of ['foo', 'code foo', 'token', 'id_token', 'code id_token', 'Code', 'code code', ' code']) {
    it(`AZ06: the response_type ${JSON.stringify(type)} is unsupported`, async () => {
      const told = await answer({ response_type: type });
      expect(told).to.include({ error: 'unsupported_response_type', state: 'xyz' }).and.not.have.any.keys('code', 'access_token');
    });
  }

  for (const client of [undefined, 'nobody', 'APP', 'app ', "' OR 1=1 --", '__proto__']) {
    it(`AZ07: with the client_id ${JSON.stringify(client)} nobody is redirected`, async () => {
      for (const uri of [redirectUri, 'https://evil.example/', undefined]) {
        const page = await browser.open(authorizationUrl(app, { client_id: client, redirect_uri: uri }));
        expect([page.status, page.location, page.form]).to.deep.equal([400, undefined, undefined]);
        expect(page.headers.get('content-type')).to.match(/^text\/html/);
      }
    });
  }

  it('AZ12: an unknown, foreign or malformed scope is invalid_scope', async () => {
    for (const scope of ['admin', 'albums:read', 'photos:read admin', 'photos:read  photos:write', ' photos:read', 'a"b', 'é'])
      expect(await answer({ scope }), scope).to.include({ error: 'invalid_scope', state: 'xyz' });
  });

  it('TD12: a scope that cannot be is named, where it is short and harmless', async () => {
    const description = async (scope: string) => (await answer({ scope })).error_description;
    expect(await description('photos:raed')).to.equal('The requested scope photos:raed is unknown');
    expect(await description('albums:read')).to.equal('The requested scope albums:read is not registered for this client');
    for (const scope of ['<!~>', 'a'.repeat(61)]) expect(await description(scope)).to.equal('A requested scope is unknown');
  });

  it('AZ12: the order of scopes does not matter, nor does a repetition', async () => {
    for (const scope of ['photos:write photos:read', 'photos:read photos:write photos:read']) {
      const { body } = await exchange(app, await obtainCode(app, { scope }));
      expect(body.scope.split(' ')).to.have.members(['photos:read', 'photos:write']);
    }
  });

  it('AZ12: scope[a]=b is a bad request and no object', async () => {
    for (const name of ['scope[a]', 'scope[]', 'client_id[$ne]', 'state[__proto__]', 'redirect_uri[0]']) {
      const { status, location } = await browser.open(authorizationUrl(app, { [name]: 'b' }));
      expect([status, location], name).to.deep.equal([400, undefined]);
    }
  });

  it('AZ13: without scope the client asks for all that it is registered for', async () => {
    const { body } = await exchange(app, await obtainCode(app, { scope: undefined }));
    expect(body.scope).to.equal('photos:read photos:write');
    const none = await browser.open(authorizationUrl(app, { client_id: 'bare', scope: undefined }));
    expect(none.location?.searchParams.get('error')).to.equal('invalid_scope');
  });

  it('AZ14: a client without the grant is unauthorized_client', async () => {
    expect(await answer({ client_id: 'machine' })).to.include({ error: 'unauthorized_client', state: 'xyz' });
  });

  it('refuses a response_mode and a request object that it would have to ignore', async () => {
    expect(await answer({ response_mode: 'fragment' })).to.include({ error: 'invalid_request' });
    expect(await answer({ response_mode: 'form_post' })).to.include({ error: 'invalid_request' });
    expect(await answer({ request: 'e30.e30.' })).to.include({ error: 'request_not_supported' });
    expect(await answer({ request_uri: 'urn:x' })).to.include({ error: 'request_uri_not_supported' });
    expect(await answer({ code_challenge: challenge, response_mode: 'query' })).to.include.keys('code');
  });
});
