import { request } from 'node:http';
import { expect } from 'chai';
import { User, UserProvider } from 'oauth-controllers';
import { Container } from 'typedi';
import { onEachFramework, startApplication, type TestApplication } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl, loggedIn } from '../../support/flow';

const formType = { 'content-type': 'application/x-www-form-urlencoded' };

/** What a page that refuses looks like: a page, here, and never a failure of ours. */
function expectRefusal(page: Page, ...statuses: number[]): void {
  expect(statuses, page.body.slice(0, 300)).to.include(page.status);
  expect(page.location).to.equal(undefined);
  expect(page.headers.get('content-type')).to.match(/^text\/html/);
}

describe('the authorization endpoint under bad input', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let endpoint: string;
    const browser = new Browser();
    before(async () => {
      app = await startApplication({ on: framework });
      endpoint = `${app.url}/oauth/authorize`;
    });
    after(() => app.close());

    for (const method of ['HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      it(`AZ01: ${method} is refused with what is allowed`, async () => {
        const { status, headers, location } = await browser.request(authorizationUrl(app), { method });
        expect([status, headers.get('allow'), location]).to.deep.equal([405, 'GET, POST', undefined]);
      });
    }

    for (const query of [
      'state=%zz',
      'state=%',
      'state=%ff',
      'state=%c0%ae',
      'state=a%00b',
      '%00=1',
      '%e0%a4%a=1',
      'state=%ed%a0%80',
    ]) {
      it(`AZ25: ${query} is a bad request`, async () => {
        expectRefusal(await browser.request(`${authorizationUrl(app, { state: undefined })}&${query}`), 400);
        const body = `${new URL(authorizationUrl(app, { state: undefined })).searchParams}&${query}`;
        expectRefusal(await browser.request(endpoint, { method: 'POST', body, headers: formType }), 400);
      });
    }

    for (const name of ['state', 'scope', 'claims', 'client_id', 'redirect_uri', 'code_challenge']) {
      it(`AZ25: ${name} of 9 KB is refused at once, and of 1 MB before it is read`, async () => {
        const changed = (length: number) => new URL(authorizationUrl(app, { [name]: 'x'.repeat(length) }));
        const before = process.cpuUsage();
        expectRefusal(await browser.request(changed(9000)), 400);
        expectRefusal(await browser.request(endpoint, { method: 'POST', body: changed(9000).searchParams }), 400);
        // Koa's own body parser may answer first, and for such a long address Node itself does.
        const huge = await browser.request(endpoint, { method: 'POST', body: changed(1 << 20).searchParams });
        expect([huge.status, huge.location]).to.deep.equal([413, undefined]);
        expect((await browser.request(changed(1 << 20))).status).to.equal(431);
        // What it costs, and not how long it takes beside other work on the machine; microseconds.
        const { user, system } = process.cpuUsage(before);
        expect(user + system).to.be.below(500_000);
      });
    }

    it('AZ25: a name of 9 KB is refused, and 8 KB of state is not', async () => {
      expectRefusal(await browser.request(authorizationUrl(app, { ['n'.repeat(9000)]: '1' })), 400);
      expect((await browser.open(authorizationUrl(app, { state: 's'.repeat(8192) }))).form).to.be.an('object');
    });

    it('AZ01: a body that is no form is refused', async () => {
      const body = JSON.stringify(Object.fromEntries(new URL(authorizationUrl(app)).searchParams));
      for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])
        expectRefusal(await browser.request(endpoint, { method: 'POST', body, headers: { 'content-type': type } }), 400);
    });

    it('AZ10: no other host than ours can be put into the first redirect', async () => {
      const { pathname, search } = new URL(authorizationUrl(app));
      for (const target of [
        `http://evil.example${pathname}`,
        `//evil.example${pathname}`,
        `/${pathname}`,
        `${pathname}//evil.example/`,
      ]) {
        const location = await raw(app, `${target}${search}`);
        expect(new URL(location ?? '/', app.url).origin, target).to.equal(app.url);
      }
    });
  });
});

/** The Location that a target is answered with which no browser would send. */
function raw(app: TestApplication, path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(app.url, { path, headers: { host: 'evil.example' } }, response => {
      response.resume();
      resolve(response.headers.location);
    });
    sent.once('error', reject).end();
  });
}

describe('the authorization endpoint when the world changes', () => {
  class Accounts extends UserProvider {
    readonly users = new Map([['ada', Object.assign(new User(), { id: 'ada', username: 'ada' })]]);
    override async findById(id: string) {
      return this.users.get(id);
    }
    override async verify(username: string, password: string) {
      return password === 'lovelace' ? this.users.get(username) : undefined;
    }
  }
  let app: TestApplication;
  let accounts: Accounts;
  beforeEach(async () => {
    accounts = new Accounts();
    Container.set(UserProvider, accounts);
    app = await startApplication({ users: undefined });
  });
  afterEach(async () => {
    await app.close();
    Container.remove(UserProvider);
  });

  it('AZ19: a user who vanishes between login and consent gives no code', async () => {
    const browser = new Browser();
    const consent = await browser.logIn(await browser.open(authorizationUrl(app)));
    accounts.users.delete('ada');
    const again = await browser.allow(consent);
    expect(again.location).to.equal(undefined);
    expect(again.body).to.include('name="password"');
    expectRefusal(await browser.logIn(again), 400);
  });

  it('AZ19: an interaction is over after ten minutes', async () => {
    const browser = new Browser();
    const consent = await browser.logIn(await browser.open(authorizationUrl(app)));
    app.clock.advance(599);
    expect((await browser.open(consent.url)).status).to.equal(200);
    app.clock.advance(1);
    for (const page of [await browser.open(consent.url), await browser.allow(consent), await browser.deny(consent)])
      expectRefusal(page, 400);
  });

  it('a database that fails gives an error page and lets nobody in', async () => {
    const browser = await loggedIn(app);
    const consent = await browser.open(authorizationUrl(app, { prompt: 'consent' }));
    await app.server.dataSource.query('DROP TABLE oauth_authorization_code');
    const page = await browser.allow(consent);
    expectRefusal(page, 500, 503);
    expect(page.body).to.not.match(/sqlite|oauth_authorization_code|at .*\.js/i);
  });

  it('SE06: the user that a provider answers with has to be the one that was asked for', async () => {
    const browser = await loggedIn(app);
    accounts.users.set('ada', Object.assign(new User(), { id: 'eve', username: 'eve' }));
    expect((await browser.open(authorizationUrl(app))).body).to.include('name="password"');
  });
});
