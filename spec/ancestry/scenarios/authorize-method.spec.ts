import { expect } from 'chai';
import {
  AuthorizationEndpoint,
  AuthorizationRequest,
  AuthRequest,
  type Decision,
  TokenEndpoint,
  type User,
} from 'oauth-controllers';
import { CurrentUser, JsonController } from 'routing-controllers';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { authorizationUrl, challenge, exchange, loggedIn, type Parameters } from '../../support/flow';
import { asksForConsent, asksForPassword, toldTo } from './answers';

type Decide = (request: AuthorizationRequest, user: User) => Decision | undefined;

let decide: Decide | undefined;
const seen: AuthorizationRequest[] = [];

@JsonController('/oauth')
class DecidingController {
  @AuthorizationEndpoint() authorize(
    @AuthRequest() request: AuthorizationRequest,
    @CurrentUser({ required: false }) user?: User,
  ) {
    seen.push(request);
    return user ? decide?.(request, user) : request.login();
  }
  @TokenEndpoint() token() {}
}

const sent = {
  response_type: 'code',
  client_id: 'app',
  redirect_uri: redirectUri,
  scope: 'photos:read photos:write',
  state: '状態 & "more" +%',
  code_challenge: challenge,
  code_challenge_method: 'S256',
};

describe('scenarios: an authorize method of the application', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    app = await startApplication({ controllers: [DecidingController] });
    decide = (request, user) => request.approve(user);
    browser = await loggedIn(app);
  });
  after(() => app.close());
  beforeEach(() => {
    seen.length = 0;
    decide = (request, user) => request.approve(user);
  });

  const open = (changes: Parameters = {}) => browser.open(authorizationUrl(app, { ...sent, ...changes }));
  const last = (): AuthorizationRequest => {
    const request = seen.at(-1);
    if (!request) throw new Error('The method was not called.');
    return request;
  };

  it('is given client, scopes, state and redirect URI', async () => {
    await open();
    const { client, scopes, state, redirectUri: uri } = last();
    expect([client.clientId, client.name, scopes.toString(), state, uri]).to.deep.equal([
      ...['app', 'Photo App', sent.scope, sent.state],
      redirectUri,
    ]);
  });

  it('is given the descriptions of the scopes, for a page', async () => {
    await open();
    expect(last().scopes.describe()).to.deep.equal([
      { name: 'photos:read', description: 'See your photos' },
      { name: 'photos:write', description: 'Add photos' },
    ]);
  });

  it('is given the parameters as an object', async () => {
    await open();
    expect(last().parameters).to.deep.equal(sent);
  });

  it('finds there what the library does not know, and lists of what is repeated', async () => {
    await open({ color: 'grün', resource: ['https://a.example', 'https://b.example'] });
    const resource = ['https://a.example', 'https://b.example'];
    expect(last().parameters).to.deep.equal({ ...sent, color: 'grün', resource });
  });

  it('finds nothing there that was sent without a value', async () => {
    await open({ color: '', state: '' });
    expect(last().parameters).to.not.have.any.keys('color', 'state');
  });

  it('is given the parameters as a query string that says the same', async () => {
    await open({ color: 'grün' });
    const { queryString } = last();
    expect(queryString).to.match(/^[\w%&=+.*-]+$/);
    expect(Object.fromEntries(new URLSearchParams(queryString))).to.deep.equal({ ...sent, color: 'grün' });
  });

  it('can send that query string again, and it is the same request', async () => {
    await open();
    const { queryString, parameters } = last();
    const page = await browser.open(`${app.url}/oauth/authorize?${queryString}`);
    expect(toldTo(redirectUri, page)).to.include({ state: sent.state });
    expect(last().parameters).to.deep.equal(parameters);
  });

  it('is given the same parameters after the login', async () => {
    const visitor = new Browser();
    const page = await visitor.open(authorizationUrl(app, { ...sent, color: 'grün' }));
    expect(asksForPassword(page)).to.equal(true);
    expect(toldTo(redirectUri, await visitor.logIn(page))).to.include.keys('code');
    expect(last().parameters).to.deep.equal({ ...sent, color: 'grün' });
  });

  it('is not called for a request that is not valid', async () => {
    for (const changes of [{ client_id: 'nobody' }, { redirect_uri: 'https://evil.example/' }, { scope: 'unheard:of' }])
      await open(changes);
    expect(seen).to.be.empty;
  });

  it('may approve: the client gets a code', async () => {
    const { code = '' } = toldTo(redirectUri, await open());
    expect((await exchange(app, code)).body.scope).to.equal(sent.scope);
  });

  it('may approve a part of the scopes', async () => {
    decide = (request, user) => request.approve(user, { scopes: request.scopes.intersect(['photos:write']) });
    const { code = '' } = toldTo(redirectUri, await open());
    expect((await exchange(app, code)).body.scope).to.equal('photos:write');
  });

  it('cannot approve more than was asked for', async () => {
    decide = (request, user) => request.approve(user, { scopes: ['photos:read', 'albums:read'] });
    const { code = '' } = toldTo(redirectUri, await open());
    expect((await exchange(app, code)).body.scope).to.equal('photos:read');
  });

  it('may deny, with a reason that the client is told', async () => {
    decide = request => request.deny('Not on Sundays');
    const told = toldTo(redirectUri, await open());
    expect(told).to.include({ error: 'access_denied', error_description: 'Not on Sundays', state: sent.state });
    expect(told).to.not.have.property('code');
  });

  it('may have the user asked, and the answer counts', async () => {
    decide = (request, user) => request.consent(user);
    const [first, second] = [await open(), await open()];
    expect([first, second].map(asksForConsent)).to.deep.equal([true, true]);
    expect(toldTo(redirectUri, await browser.allow(first))).to.include.keys('code', 'state');
    expect(toldTo(redirectUri, await browser.deny(second))).to.include({ error: 'access_denied' });
  });

  it('may send a user who is logged in to log in again', async () => {
    decide = request => request.login();
    expect(asksForPassword(await open())).to.equal(true);
  });

  it('may leave the decision to the library', async () => {
    decide = undefined;
    expect(asksForConsent(await open({ prompt: 'consent' }))).to.equal(true);
  });
});
