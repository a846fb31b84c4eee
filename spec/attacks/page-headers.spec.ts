import { expect } from 'chai';
import { cookieNames } from '../../src/core/cookies';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { Browser, type Page } from '../support/browser';
import { authorizationUrl } from '../support/flow';

describe('pages and cookies', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let pages: Record<string, Page>;
    before(async () => {
      app = await startApplication({ on: framework });
      const browser = new Browser();
      const login = await browser.open(authorizationUrl(app));
      const wrong = await browser.logIn(login, 'ada', 'wrong');
      const consent = await browser.logIn(wrong);
      pages = {
        ...{ login, wrong, consent },
        'nothing chosen': await browser.submit(consent, { decision: 'allow', scope: null }),
        'bad request': await browser.open(`${app.url}/oauth/authorize`),
        'wrong method': await browser.request(authorizationUrl(app), { method: 'DELETE' }),
        'another browser': await new Browser().open(consent.url),
        'broken escape': await browser.open(`${app.url}/oauth/authorize?state=%zz`),
      };
    });
    after(() => app.close());

    it('UI01: no page can be framed', () => {
      for (const [name, { headers }] of Object.entries(pages)) {
        expect(headers.get('x-frame-options'), name).to.equal('DENY');
        expect(headers.get('content-security-policy'), name).to.match(/(^|; )frame-ancestors 'none'(;|$)/);
      }
    });

    it('UI02: no page leaks its address, loads from elsewhere, runs a script or is stored', () => {
      for (const [name, { headers, body }] of Object.entries(pages)) {
        expect(headers.get('referrer-policy'), name).to.equal('no-referrer');
        expect(headers.get('cache-control'), name).to.equal('no-store');
        expect(headers.get('x-content-type-options'), name).to.equal('nosniff');
        const policy = headers.get('content-security-policy') ?? '';
        expect(policy, name)
          .to.match(/^default-src 'none'/)
          .and.not.match(/unsafe|script-src|\*/);
        expect(body, name).to.not.match(/<script|<link|<iframe|\son\w+=|\ssrc="http/i);
      }
    });

    it('UI02: a form may lead to its client, and nowhere else', () => {
      for (const name of ['login', 'wrong', 'consent', 'nothing chosen'])
        expect(pages[name]?.headers.get('content-security-policy')).to.include("form-action 'self' https://app.example;");
      expect(pages['bad request']?.headers.get('content-security-policy')).to.include("form-action 'self';");
    });
  });

  it('UI04: the session has a new id after each login, and a planted one is worth nothing', async () => {
    const app = await startApplication();
    const browser = new Browser();
    const { session: name } = cookieNames(false, new URL(app.url).port, '');
    await browser.jar.setCookie(`${name}=planted; Path=/`, app.url);
    const cookie = async (): Promise<string> =>
      new RegExp(`${name}=([^;]*)`).exec(await browser.jar.getCookieString(app.url))?.[1] ?? '';
    const page = await browser.open(authorizationUrl(app));
    expect(page.body).to.include('name="password"');
    await browser.logIn(page);
    const first = await cookie();
    expect(first).to.match(/^[\w-]{43}$/);
    app.clock.advance(1);
    await browser.logIn(await browser.open(authorizationUrl(app, { prompt: 'login' })));
    expect(await cookie())
      .to.match(/^[\w-]{43}$/)
      .and.not.equal(first);
    for (const dead of ['planted', first]) {
      const other = new Browser({ cookie: `${name}=${dead}` });
      const { location } = await other.open(authorizationUrl(app, { prompt: 'none' }));
      expect(location?.searchParams.get('error'), dead).to.equal('login_required');
    }
    await app.close();
  });

  onEachFramework(framework => {
    it('UI04: cookies of an https server are Secure, HttpOnly, Lax and of this host only', async () => {
      const app = await startApplication({ on: framework, tls: true });
      const behindProxy = { 'x-forwarded-proto': 'https' };
      const browser = new Browser(behindProxy);
      const first = await browser.request(authorizationUrl(app));
      const login = await browser.follow(first);
      const body = new URLSearchParams(login.form?.fields);
      body.set('username', 'ada');
      body.set('password', 'lovelace');
      const second = await browser.request(login.form?.action ?? '', { method: 'POST', body });
      for (const [name, { headers }] of Object.entries({ browser: first, session: second })) {
        const [cookie = '', ...more] = headers.getSetCookie();
        expect(more).to.deep.equal([]);
        expect(cookie).to.match(
          new RegExp(`^__Host-oauth_${name}=[\\w-]{43}; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$`),
        );
      }
      const { location } = await browser.allow(await browser.follow(second));
      expect(location?.searchParams.get('iss')).to.equal('https://auth.example');
      await app.close();
    });

    it('SE05: plain http is refused by an https server, and no cookie is sent', async () => {
      const app = await startApplication({ on: framework, tls: true });
      for (const browser of [new Browser(), new Browser({ 'x-forwarded-proto': 'http' })]) {
        const { status, headers, location } = await browser.request(authorizationUrl(app));
        expect([status, location, headers.get('set-cookie')]).to.deep.equal([400, undefined, null]);
      }
      await app.close();
    });
  });
});
