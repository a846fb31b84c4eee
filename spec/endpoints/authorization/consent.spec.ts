import { expect } from 'chai';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl, authorize, exchange, loggedIn, type Parameters } from '../../support/flow';

const appUri = 'com.example.app:/cb';
const loopback = 'http://127.0.0.1/cb';
const both = 'photos:read photos:write';

describe('consent', () => {
  let app: TestApplication;
  before(async () => {
    const scopes: ('photos:read' | 'photos:write')[] = ['photos:read', 'photos:write'];
    app = await startApplication({
      clients: [
        { clientId: 'app', name: 'Photo App', public: true, redirectUris: [redirectUri], scopes },
        { clientId: 'asking', public: true, redirectUris: [redirectUri], scopes },
        { clientId: 'native', public: true, redirectUris: [appUri, loopback], scopes },
        { clientId: 'web', clientSecret: 's', redirectUris: [redirectUri, loopback], scopes },
        { clientId: 'ours', public: true, redirectUris: [redirectUri], scopes, trusted: true },
        { clientId: 'ours-native', public: true, redirectUris: [loopback], scopes, trusted: true },
      ],
    });
  });
  after(() => app.close());

  const open = async (changes: Parameters, browser: Browser): Promise<Page> => browser.open(authorizationUrl(app, changes));
  const asks = (page: Page): boolean => page.status === 200 && /name="decision" value="allow"/.test(page.body);

  it('AZ11: a denial is access_denied, with state and iss', async () => {
    const browser = await loggedIn(app);
    const { location } = await browser.deny(await open({ prompt: 'consent' }, browser));
    expect(location?.searchParams.get('error')).to.equal('access_denied');
    expect(location?.searchParams.get('state')).to.equal('xyz');
    expect(location?.searchParams.get('iss')).to.equal(app.url);
    expect(location?.searchParams.has('code')).to.equal(false);
  });

  it('AZ11: a denial is final', async () => {
    const browser = await loggedIn(app);
    const page = await open({ prompt: 'consent' }, browser);
    await browser.deny(page);
    for (const again of [await browser.allow(page), await browser.deny(page), await browser.open(page.url)])
      expect([again.status, again.location]).to.deep.equal([400, undefined]);
  });

  it('AZ19: the page shows the client, the scopes, the user and the host', async () => {
    const browser = await loggedIn(app);
    const { body } = await open({ prompt: 'consent', scope: both }, browser);
    for (const text of ['Photo App', 'See your photos', 'Add photos', '>ada<', '>app.example<']) expect(body).to.include(text);
  });

  it('AZ19: nothing that is posted changes the request', async () => {
    const browser = await loggedIn(app);
    const page = await open({ prompt: 'consent' }, browser);
    const forged = {
      client_id: 'web',
      redirect_uri: loopback,
      state: 'evil',
      response_type: 'token',
      code_challenge: 'x'.repeat(43),
    };
    const { location } = await browser.submit(page, { decision: 'allow', ...forged });
    expect(location?.href).to.match(/^https:\/\/app\.example\/callback\?code=/);
    expect(location?.searchParams.get('state')).to.equal('xyz');
    const { status, body } = await exchange(app, location?.searchParams.get('code') ?? '');
    expect([status, body.scope]).to.deep.equal([200, 'photos:read']);
  });

  it('AZ19: a scope that was not asked for is a forged form', async () => {
    const browser = await loggedIn(app);
    const page = await open({ prompt: 'consent' }, browser);
    for (const scope of [['photos:read', 'photos:write'], ['photos:write'], ['admin'], ['photos:read photos:write']]) {
      const { status, location } = await browser.allow(page, scope);
      expect([status, location], scope.join()).to.deep.equal([400, undefined]);
    }
  });

  it('AZ19: a scope that was ticked off is not granted, and all ticked off is asked again', async () => {
    const browser = await loggedIn(app);
    const page = await open({ prompt: 'consent', scope: both }, browser);
    const none = await browser.submit(page, { decision: 'allow', scope: null });
    expect([none.status, none.location]).to.deep.equal([400, undefined]);
    const { location } = await browser.allow(none, ['photos:write']);
    const { body } = await exchange(app, location?.searchParams.get('code') ?? '');
    expect(body.scope).to.equal('photos:write');
  });

  it('AZ19: a client that has changed since the page was shown is asked for again', async () => {
    const brief = { clientId: 'brief', public: true, redirectUris: ['https://a.example/'] };
    await app.server.clients.put({ ...brief, scopes: ['photos:read'] });
    const browser = await loggedIn(app);
    const changes = { client_id: 'brief', scope: undefined, redirect_uri: undefined };
    const page = await open(changes, browser);
    await app.server.clients.put({ ...brief, scopes: ['photos:read', 'photos:write'] });
    const wider = await browser.allow(page);
    expect(asks(wider), wider.location?.href).to.equal(true);
    await app.server.clients.put({ ...brief, redirectUris: ['https://b.example/'], scopes: ['photos:read', 'photos:write'] });
    const elsewhere = await browser.allow(wider);
    expect(asks(elsewhere), elsewhere.location?.href).to.equal(true);
    await app.server.clients.update('brief', { name: 'Another Company' });
    const renamed = await browser.allow(elsewhere);
    expect([asks(renamed), renamed.body.includes('Another Company')], renamed.location?.href).to.deep.equal([true, true]);
    expect((await browser.allow(renamed)).location?.origin).to.equal('https://b.example');
  });

  it('AZ19: a form without a decision decides nothing', async () => {
    const browser = await loggedIn(app);
    const page = await open({ prompt: 'consent' }, browser);
    for (const decision of [null, 'yes', ['deny', 'allow']]) {
      const { status, location } = await browser.submit(page, { decision });
      expect([status, location]).to.deep.equal([400, undefined]);
    }
  });

  it('AZ19: twenty posts of one consent give one code', async () => {
    const browser = await loggedIn(app);
    const page = await open({ prompt: 'consent' }, browser);
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.allow(page)));
    expect(answers.filter(({ location }) => location?.searchParams.has('code'))).to.have.length(1);
    expect(answers.filter(({ status, location }) => status === 400 && !location)).to.have.length(19);
  });

  it('AZ20: a remembered consent is not asked for again, unless more is asked', async () => {
    const browser = await loggedIn(app);
    const ask = { client_id: 'asking' };
    await browser.allow(await open(ask, browser));
    expect((await open(ask, browser)).location?.searchParams.has('code')).to.equal(true);
    expect(asks(await open({ ...ask, scope: both }, browser))).to.equal(true);
    expect(asks(await open({ client_id: 'web' }, browser))).to.equal(true);
    const grace = new Browser();
    expect(asks(await grace.logIn(await open(ask, grace), 'grace', 'hopper'))).to.equal(true);
  });

  for (const uri of [appUri, loopback, 'http://127.0.0.1:50123/cb']) {
    it(`AZ20: a public client at ${uri} is asked for each time`, async () => {
      const browser = await loggedIn(app);
      const changes = { client_id: 'native', redirect_uri: uri };
      expect((await browser.allow(await open(changes, browser))).location?.searchParams.has('code')).to.equal(true);
      expect(asks(await open(changes, browser))).to.equal(true);
      const { location } = await open({ ...changes, prompt: 'none' }, browser);
      expect(location?.searchParams.get('error')).to.equal('consent_required');
    });
  }

  it('AZ20: a confidential client at the loopback proves itself later, so it is remembered', async () => {
    const browser = await loggedIn(app);
    const changes = { client_id: 'web', redirect_uri: loopback };
    await browser.allow(await open(changes, browser));
    expect((await open(changes, browser)).location?.searchParams.has('code')).to.equal(true);
  });

  it('AZ20: a trusted client is not asked for, unless anybody could be at its address', async () => {
    const browser = await loggedIn(app);
    expect((await open({ client_id: 'ours' }, browser)).location?.searchParams.has('code')).to.equal(true);
    expect(asks(await open({ client_id: 'ours', prompt: 'consent' }, browser))).to.equal(true);
    expect(asks(await open({ client_id: 'ours-native', redirect_uri: loopback }, browser))).to.equal(true);
  });

  it('grants a partly allowed request as a whole where partial consent is off', async () => {
    const whole = await startApplication({ partialConsent: false });
    const browser = new Browser();
    const page = await browser.logIn(await browser.open(authorizationUrl(whole, { scope: both })));
    expect(page.body).to.not.include('type="checkbox"');
    const { location } = await browser.allow(page, ['photos:read']);
    expect((await exchange(whole, location?.searchParams.get('code') ?? '')).body.scope).to.equal(both);
    await whole.close();
    expect((await authorize(app)).status).to.equal(303);
  });
});
