import { expect } from 'chai';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl, exchange, loggedIn, type Parameters } from '../../support/flow';
import { asksForConsent, asksForPassword, expectErrorPage, toldTo } from './answers';

const both = 'photos:read photos:write';
const state = 'kept 状態 & more';

describe('scenarios: login and consent', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  const request = (changes: Parameters = {}): string =>
    authorizationUrl(app, { state, prompt: 'consent', scope: both, ...changes });
  const consentPage = async (browser: Browser): Promise<Page> => browser.open(request());
  const scopeOf = async (page: Page): Promise<string> => (await exchange(app, toldTo(redirectUri, page).code ?? '')).body.scope;

  it('a stranger is sent to log in, to an address of this server that holds nothing of the request', async () => {
    const { status, location } = await new Browser().request(authorizationUrl(app, { state }));
    expect([status, location?.origin]).to.deep.equal([303, app.url]);
    expect([...(location?.searchParams.keys() ?? [])]).to.deep.equal(['interaction']);
  });

  it('after the login the user is back at the request, with all that it said', async () => {
    const browser = new Browser();
    const login = await browser.open(request());
    expect(asksForPassword(login)).to.equal(true);
    const consent = await browser.logIn(login);
    expect(asksForConsent(consent)).to.equal(true);
    expect(consent.body).to.include('Photo App').and.include('See your photos').and.include('Add photos');
    const told = toldTo(redirectUri, await browser.allow(consent));
    expect(told).to.include({ state, iss: app.url });
    expect((await exchange(app, told.code ?? '')).body.scope).to.equal(both);
  });

  it('a user who is logged in is not asked for the password again', async () => {
    const browser = await loggedIn(app);
    expect(asksForConsent(await consentPage(browser))).to.equal(true);
  });

  for (const [title, username, password] of [
    ['a wrong password', 'ada', 'hopper'],
    ['a password in another case', 'ada', 'Lovelace'],
    ['an empty password', 'ada', ''],
    ['an unknown user', 'nobody', 'lovelace'],
    ['an empty user name', '', 'lovelace'],
  ] as const) {
    it(`${title} logs nobody in, and the right one then does`, async () => {
      const browser = new Browser();
      const page = await browser.logIn(await browser.open(request()), username, password);
      expect([page.status, asksForPassword(page), page.location]).to.deep.equal([400, true, undefined]);
      expect(page.body).to.include('The user name or the password is wrong.');
      const { location } = await browser.allow(await browser.logIn(page, 'grace', 'hopper'));
      expect(location?.searchParams.get('state')).to.equal(state);
    });
  }

  it('acceptance of all gives a code for all', async () => {
    const browser = await loggedIn(app);
    expect((await scopeOf(await browser.allow(await consentPage(browser)))).split(' ')).to.have.members(both.split(' '));
  });

  for (const part of both.split(' ')) {
    it(`acceptance of ${part} alone gives a code for ${part} alone`, async () => {
      const browser = await loggedIn(app);
      expect(await scopeOf(await browser.allow(await consentPage(browser), [part]))).to.equal(part);
    });
  }

  it('acceptance of nothing is asked again', async () => {
    const browser = await loggedIn(app);
    const page = await browser.submit(await consentPage(browser), { decision: 'allow', scope: null });
    expect([page.status, asksForConsent(page)]).to.deep.equal([400, true]);
  });

  for (const extra of ['albums:read', 'unheard:of']) {
    it(`acceptance of ${extra}, which was not asked for, is a forged form and grants nothing`, async () => {
      const browser = await loggedIn(app);
      expectErrorPage(await browser.allow(await consentPage(browser), ['photos:read', extra]));
    });
  }

  it('denial is access_denied, with state and without a code', async () => {
    const browser = await loggedIn(app);
    const told = toldTo(redirectUri, await browser.deny(await consentPage(browser)));
    expect(told).to.include({ error: 'access_denied', state, iss: app.url }).and.not.have.property('code');
  });

  it('denial is possible without logging in', async () => {
    const browser = new Browser();
    expect(toldTo(redirectUri, await browser.deny(await browser.open(request())))).to.include({ error: 'access_denied', state });
  });

  it('a decision counts once: what was denied cannot be accepted, nor the other way round', async () => {
    const browser = await loggedIn(app);
    const [denied, accepted] = [await consentPage(browser), await consentPage(browser)];
    await browser.deny(denied);
    expectErrorPage(await browser.allow(denied));
    await browser.allow(accepted);
    expectErrorPage(await browser.deny(accepted));
    expectErrorPage(await browser.allow(accepted));
  });

  for (const decision of [null, '', 'maybe', 'ALLOW']) {
    it(`a form whose decision is ${JSON.stringify(decision)} decides nothing`, async () => {
      const browser = await loggedIn(app);
      const page = await browser.submit(await consentPage(browser), { decision });
      expect([page.status, page.location]).to.deep.equal([400, undefined]);
    });
  }

  it('a decision in the address decides nothing', async () => {
    const browser = await loggedIn(app);
    const page = await browser.request(`${(await consentPage(browser)).url}&decision=allow`);
    expect([page.location, asksForConsent(page)]).to.deep.equal([undefined, true]);
  });

  it('a form that another browser posts is refused', async () => {
    const page = await consentPage(await loggedIn(app));
    expectErrorPage(await new Browser().allow(page), 403);
    expectErrorPage(await (await loggedIn(app, 'grace')).allow(page), 403);
  });

  it('a form without its secret is refused', async () => {
    const browser = await loggedIn(app);
    const page = await consentPage(browser);
    const names = (page.form?.fields ?? []).map(([name]) => name).filter(name => !['interaction', 'scope'].includes(name));
    expect(names).to.not.be.empty;
    for (const name of names) expectErrorPage(await browser.submit(page, { decision: 'allow', [name]: 'guessed' }), 403);
  });

  it('a page that was left open too long is of no use', async () => {
    const browser = await loggedIn(app);
    const page = await consentPage(browser);
    app.clock.advance(601);
    expectErrorPage(await browser.allow(page));
  });

  it('a consent is remembered, for what was accepted and no more', async () => {
    const browser = new Browser();
    const quiet = (scope: string): string => authorizationUrl(app, { client_id: 'web', scope });
    await browser.allow(await browser.logIn(await browser.open(quiet('photos:read'))));
    expect((await browser.open(quiet('photos:read'))).location?.searchParams.has('code')).to.equal(true);
    expect(asksForConsent(await browser.open(quiet(both)))).to.equal(true);
  });
});
