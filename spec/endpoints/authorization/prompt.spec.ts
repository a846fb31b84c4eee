import { expect } from 'chai';
import { UserProvider } from 'oauth-controllers';
import { Container } from 'typedi';
import { startApplication, type TestApplication } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl, loggedIn, type Parameters } from '../../support/flow';

describe('prompt', () => {
  let app: TestApplication;
  beforeEach(async () => {
    app = await startApplication();
  });
  afterEach(() => app.close());

  const open = (browser: Browser, changes: Parameters): Promise<Page> => browser.request(authorizationUrl(app, changes));
  const asksToLogIn = (page: Page): boolean => page.status === 200 && page.body.includes('name="password"');
  const asksToConsent = (page: Page): boolean => page.status === 200 && page.body.includes('value="allow"');

  it('AZ23: prompt=none without a login is login_required', async () => {
    const page = await open(new Browser(), { prompt: 'none' });
    expect(page.location?.searchParams.get('error')).to.equal('login_required');
    expect(page.location?.searchParams.get('state')).to.equal('xyz');
    expect(page.headers.has('set-cookie')).to.equal(false);
  });

  it('AZ23: prompt=none without consent is consent_required', async () => {
    const page = await open(await loggedIn(app), { prompt: 'none', scope: 'photos:read photos:write' });
    expect(page.location?.searchParams.get('error')).to.equal('consent_required');
  });

  it('AZ23: prompt=none with login and consent gives a code', async () => {
    const page = await open(await loggedIn(app), { prompt: 'none' });
    expect(page.location?.searchParams.has('code')).to.equal(true);
  });

  it('AZ23: prompt=none with a login that is over is login_required', async () => {
    const browser = await loggedIn(app);
    app.clock.advance(12 * 3600 - 1);
    expect((await open(browser, { prompt: 'none' })).location?.searchParams.has('code')).to.equal(true);
    app.clock.advance(1);
    expect((await open(browser, { prompt: 'none' })).location?.searchParams.get('error')).to.equal('login_required');
  });

  it('AZ23: prompt=none is answered with a redirect even when something fails here', async () => {
    const browser = await loggedIn(app);
    await app.server.dataSource.query('DROP TABLE oauth_consent');
    const page = await open(browser, { prompt: 'none' });
    expect(page.location?.searchParams.get('error')).to.match(/^(server_error|temporarily_unavailable)$/);
    expect((await open(browser, {})).status).to.be.at.least(500);
  });

  for (const prompt of ['none login', 'login none', 'none consent', 'consent none login']) {
    it(`AZ24: prompt=${prompt} is invalid_request`, async () => {
      for (const browser of [new Browser(), await loggedIn(app)]) {
        const page = await open(browser, { prompt });
        expect(page.location?.searchParams.get('error')).to.equal('invalid_request');
      }
    });
  }

  it('prompt=login asks for the password again, and once', async () => {
    const browser = await loggedIn(app);
    app.clock.advance(1);
    const page = await browser.open(authorizationUrl(app, { prompt: 'login' }));
    expect(asksToLogIn(page)).to.equal(true);
    expect(asksToLogIn(await browser.open(page.url)), 'reloaded').to.equal(true);
    app.clock.advance(1);
    expect((await browser.logIn(page)).location?.searchParams.has('code')).to.equal(true);
  });

  it('prompt=login lets another user log in, who is then the one that is asked', async () => {
    const browser = await loggedIn(app);
    app.clock.advance(1);
    const page = await browser.logIn(await browser.open(authorizationUrl(app, { prompt: 'login' })), 'grace', 'hopper');
    expect(asksToConsent(page)).to.equal(true);
    expect(page.body).to.include('>grace<').and.not.include('>ada<');
  });

  it('prompt=consent asks although the consent is remembered', async () => {
    const browser = await loggedIn(app);
    expect(asksToConsent(await browser.open(authorizationUrl(app, { prompt: 'consent' })))).to.equal(true);
    expect(asksToConsent(await browser.open(authorizationUrl(app, { prompt: 'consent foo' })))).to.equal(true);
  });

  it('an application without users lets nobody in', async () => {
    const empty = await startApplication({ users: undefined });
    expect(Container.get(UserProvider).constructor).to.equal(UserProvider);
    const browser = new Browser();
    const page = await browser.logIn(await browser.open(authorizationUrl(empty)));
    expect(page.status).to.equal(400);
    expect(page.body).to.include('name="password"');
    await empty.close();
  });
});
