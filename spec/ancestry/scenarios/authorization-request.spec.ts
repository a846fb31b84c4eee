import { expect } from 'chai';
import { redirectUri, secret, startApplication, type TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { authorizationUrl, authorize, exchange, loggedIn, type Parameters } from '../../support/flow';
import { asksForPassword, expectErrorPage, toldTo } from './answers';

/** Requests of which the client is told, once the user has logged in. */
const told: [title: string, changes: Parameters, error: string][] = [
  ['without a response_type', { response_type: undefined }, 'invalid_request'],
  ['with an empty response_type', { response_type: '' }, 'invalid_request'],
  ['with an unknown response_type', { response_type: 'magic' }, 'unsupported_response_type'],
  ['for an access token, which is off', { response_type: 'token' }, 'unsupported_response_type'],
  ['for a code and an access token, which is off', { response_type: 'code token' }, 'unsupported_response_type'],
  ['with a response_type in another case', { response_type: 'CODE' }, 'unsupported_response_type'],
  ['with the response_type twice', { response_type: ['code', 'code'] }, 'invalid_request'],
  ['of a client without the grant', { client_id: 'machine' }, 'unauthorized_client'],
  ['for an unknown scope', { scope: 'unheard:of' }, 'invalid_scope'],
  ['for a scope of which a part is unknown', { scope: 'photos:read unheard:of' }, 'invalid_scope'],
  ['for a scope that the client is not registered for', { scope: 'albums:read' }, 'invalid_scope'],
  ['for a scope of which a part is not registered', { scope: 'photos:read albums:read' }, 'invalid_scope'],
  ['for a scope in another case', { scope: 'PHOTOS:READ' }, 'invalid_scope'],
  ['for a scope with a quotation mark', { scope: 'photos:read "' }, 'invalid_scope'],
  ['for a scope with a backslash', { scope: 'photos:read\\' }, 'invalid_scope'],
  ['for scopes parted by commas', { scope: 'photos:read,photos:write' }, 'invalid_scope'],
  ['for scopes parted by two blanks', { scope: 'photos:read  photos:write' }, 'invalid_scope'],
  ['for scopes parted by a tabulator', { scope: 'photos:read\tphotos:write' }, 'invalid_scope'],
  ['for a scope outside ASCII', { scope: 'photos:läsen' }, 'invalid_scope'],
  ['with the scope twice', { scope: ['photos:read', 'photos:read'] }, 'invalid_request'],
];

describe('scenarios: the authorization request', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    const redirectUris = [redirectUri];
    const scopes: ('photos:read' | 'photos:write')[] = ['photos:read', 'photos:write'];
    app = await startApplication({
      clients: [
        { clientId: 'app', public: true, redirectUris, scopes },
        { clientId: 'machine', clientSecret: secret, redirectUris, scopes, grantTypes: ['client_credentials'] },
        { clientId: 'scopeless', public: true, redirectUris },
      ],
    });
    browser = await loggedIn(app);
    await authorize(app, { scope: scopes.join(' ') }, browser);
  });
  after(() => app.close());

  const answer = async (changes: Parameters): Promise<Record<string, string>> =>
    toldTo(redirectUri, await browser.open(authorizationUrl(app, changes)));

  for (const [title, client] of [
    ['without a client_id', undefined],
    ['with an empty client_id', ''],
    ['of an unknown client', 'nobody'],
    ['of a client in another case', 'APP'],
    ['with two client_ids', ['app', 'app']],
  ] as const) {
    it(`a request ${title} is a page, and nobody is redirected`, async () => {
      const url = authorizationUrl(app, { client_id: typeof client === 'object' ? [...client] : client });
      expectErrorPage(await browser.request(url));
      expectErrorPage(await new Browser().request(url));
    });
  }

  for (const [title, changes, error] of told) {
    it(`a request ${title} is ${error}`, async () => {
      expect(await answer(changes))
        .to.include({ error, state: 'xyz', iss: app.url })
        .and.not.have.any.keys('code', 'access_token');
    });
  }

  for (const [title, changes] of told) {
    it(`a request ${title} redirects no stranger before the login`, async () => {
      const page = await new Browser().open(authorizationUrl(app, changes));
      expect([page.status, asksForPassword(page)]).to.deep.equal([200, true]);
    });
  }

  it('an error says why in words that a page can show', async () => {
    const { error_description: description } = await answer({ scope: '<script>' });
    expect(description)
      .to.match(/^[\w ,.:;()=-]+$/)
      .and.not.include('script');
  });

  it('a request without scope is one for all that the client is registered for', async () => {
    const { code = '' } = await answer({ scope: undefined });
    expect((await exchange(app, code)).body.scope).to.equal('photos:read photos:write');
  });

  it('a request without scope of a client that has none is invalid_scope', async () => {
    expect(await answer({ client_id: 'scopeless', scope: undefined })).to.include({ error: 'invalid_scope' });
  });

  it('a scope that is named twice in the list is one scope', async () => {
    const { code = '' } = await answer({ scope: 'photos:read photos:read' });
    expect((await exchange(app, code)).body.scope).to.equal('photos:read');
  });

  for (const state of ['plain', 'a&b=c+d %20?#/', '状態 📷 é', '"><script>', `${'long'.repeat(500)}`, '{"nested":["json"]}']) {
    it(`the state ${JSON.stringify(state.slice(0, 30))} comes back as it was, with a code and with an error`, async () => {
      expect((await answer({ state })).state).to.equal(state);
      expect(await answer({ state, scope: 'unheard:of' })).to.include({ error: 'invalid_scope', state });
    });
  }

  it('a request without state is answered without one', async () => {
    expect(await answer({ state: undefined })).to.have.all.keys('code', 'iss');
    expect(await answer({ state: undefined, scope: 'unheard:of' })).to.have.all.keys('error', 'error_description', 'iss');
  });

  it('two states are none: the request is refused and neither comes back', async () => {
    expect(await answer({ state: ['a', 'b'] }))
      .to.include({ error: 'invalid_request' })
      .and.not.have.property('state');
  });

  it('a parameter that nobody knows is ignored', async () => {
    expect(await answer({ foo: 'bar', approval_prompt: 'force' })).to.include.keys('code');
  });

  it('the request may be posted as a form', async () => {
    const { searchParams: body } = new URL(authorizationUrl(app));
    const page = await browser.request(`${app.url}/oauth/authorize`, { method: 'POST', body });
    expect(toldTo(redirectUri, page)).to.include.keys('code', 'state');
  });
});
