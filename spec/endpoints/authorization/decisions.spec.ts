import { expect } from 'chai';
import { AuthorizationEndpoint, type Extension, LoginPage, TokenEndpoint, User } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { startApplication, type TestApplication, type TestOptions } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { dump } from '../../support/database';
import { authorizationUrl, loggedIn, type Parameters } from '../../support/flow';
import { hanging } from '../../support/services';
import { type Decide, Deciding, deciding } from './deciding';

@Controller('/oauth')
class Drawing {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
  @LoginPage() login() {
    return hanging();
  }
}

const asksToLogIn = (page: Page): boolean => page.status === 200 && page.body.includes('name="password"');
const asksToConsent = (page: Page): boolean => page.status === 200 && page.body.includes('value="allow"');

describe('what a decision of the application comes to', () => {
  let app: TestApplication | undefined;
  const start = async (options: TestOptions = { controllers: [Deciding] }): Promise<TestApplication> => {
    app = await startApplication(options);
    return app;
  };
  const open = (site: TestApplication, browser: Browser, changes: Parameters = {}): Promise<Page> =>
    browser.open(authorizationUrl(site, { scope: 'photos:read photos:write', ...changes }));
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  const grace = Object.assign(new User(), { id: 'grace', username: 'grace' });

  it('AZ19: consent(user) of somebody else than who has logged in here asks nobody', async () => {
    const site = await start();
    deciding.decide = (request, user) => request.approve(user);
    const browser = await loggedIn(site);
    deciding.decide = request => request.consent(grace);
    for (const prompt of [undefined, 'consent']) {
      const page = await open(site, browser, { prompt });
      expect([page.status, asksToConsent(page)]).to.deep.equal([500, false]);
      expect(site.log.text).to.include('request.consent(user) asks the user who has logged in on a page of the library');
    }
  });

  describe('approve() with something else than it takes', () => {
    const told = async (decision: Decide): Promise<string> => {
      const site = await start();
      deciding.decide = (request, user) => request.approve(user);
      const browser = await loggedIn(site);
      const before = await dump(site);
      deciding.decide = decision;
      const page = await open(site, browser, { prompt: undefined });
      expect([page.status, page.location], page.body).to.deep.equal([500, undefined]);
      expect(await dump(site)).to.equal(before);
      return site.log.text;
    };

    for (const [title, user, what] of [
      ['a number for an id', Object.assign(new User(), { id: 7 }), 'a User whose id is of the type number'],
      ['no id', new User(), 'a User whose id is of the type undefined'],
      ['an empty id', Object.assign(new User(), { id: '' }), 'a User whose id is empty'],
      ['a plain object', { id: 'ada' }, 'an object of the class Object, which is no User'],
      ['a promise', Promise.resolve(grace), 'an object of the class Promise, which is no User'],
      ['nobody', undefined, 'a value of the type undefined'],
      ['null', null, 'null'],
    ] as const)
      it(`TD13: lets nobody in, and says what to write: ${title}`, async () => {
        expect(await told(request => request.approve(user as never))).to.include(
          `AuthorizationRequest.approve() was given ${what}, so nobody was let in; give it Object.assign(new User(), { id: String(row.id)`,
        );
      });

    for (const scopes of ['photos:read', null, 7, { 'photos:read': true }])
      it(`TD13: reads no scopes out of ${JSON.stringify(scopes)}`, async () => {
        expect(await told((request, user) => request.approve(user, { scopes: scopes as never }))).to.include(
          `AuthorizationRequest.approve() was given scopes: ${JSON.stringify(scopes)}; list them: { scopes: ['photos:read'] }`,
        );
      });

    it('takes scopes in any list but a text', async () => {
      const site = await start();
      deciding.decide = (request, user) => request.approve(user);
      const browser = await loggedIn(site);
      const lists: Decide[] = [
        (request, user) => request.approve(user, { scopes: ['photos:read'] }),
        (request, user) => request.approve(user, { scopes: new Set(['photos:read']) }),
        (request, user) => request.approve(user, { scopes: request.scopes }),
        // @ts-expect-error A text is a list of its letters.
        (request, user) => request.approve(user, { scopes: 'photos:read' }),
      ];
      const statuses: number[] = [];
      for (const one of lists) {
        deciding.decide = one;
        statuses.push((await open(site, browser)).status);
      }
      expect(statuses).to.deep.equal([303, 303, 303, 500]);
    });
  });

  for (const kind of ['consent', 'approve'] as const)
    it(`AZ23: prompt=login asks for the password before ${kind}(user), once`, async () => {
      const site = await start();
      deciding.decide = (request, user) => request.approve(user);
      const browser = await loggedIn(site);
      site.clock.advance(60);
      deciding.decide = (request, user) => (kind === 'consent' ? request.consent(user) : request.approve(user));
      const page = await open(site, browser, { prompt: 'login' });
      expect(asksToLogIn(page)).to.equal(true);
      const next = await browser.logIn(page);
      expect(kind === 'consent' ? asksToConsent(next) : next.location?.searchParams.has('code')).to.equal(true);
    });

  it('AZ26: of two approvals of one interaction at the same time, the client hears one', async () => {
    const site = await start();
    const browser = new Browser();
    const login = await open(site, browser);
    let waiting: (() => void)[] = [];
    deciding.decide = async (request, user) => {
      await new Promise<void>(resolve => {
        waiting.push(resolve);
        if (waiting.length === 2) for (const go of waiting) go();
      });
      return request.approve(user);
    };
    const first = browser.logIn(login);
    while (waiting.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    const answers = await Promise.all([first, browser.open(login.url)]);
    waiting = [];
    expect(answers.filter(({ location }) => location?.searchParams.has('code'))).to.have.length(1);
    expect(answers.filter(({ status, location }) => status === 400 && !location)).to.have.length(1);
  });

  it('TE12: a method, a page or a page method that hangs is given up', async () => {
    const pages = { login: hanging as never };
    for (const [options, what] of [
      [{ controllers: [Deciding] }, 'The method under @AuthorizationEndpoint'],
      [{ controllers: [Drawing] }, 'The method under @LoginPage'],
      [{ pages }, 'A page of the option pages'],
    ] as const) {
      const site = await start({ serviceTimeout: 50, ...options } as TestOptions);
      deciding.decide = (request, user) => request.approve(user);
      const browser = what.includes('Authorization') ? await loggedIn(site) : new Browser();
      deciding.decide = hanging;
      const page = await open(site, browser);
      expect(page.status, what).to.be.within(500, 503);
      expect(site.log.text).to.include(`${what} did not answer within 50 ms`);
      await site.close();
      app = undefined;
    }
  });

  it('TE12: an extension that fails at the answer leaves nothing written', async () => {
    let fails = false;
    const failing: Extension = {
      name: 'failing',
      authorizationResponse: () => {
        if (fails) throw new Error('of an extension');
        return {};
      },
    };
    const site = await start({ extensions: [failing] });
    const browser = await loggedIn(site);
    const page = await open(site, browser);
    expect(asksToConsent(page)).to.equal(true);
    const before = await dump(site);
    fails = true;
    for (const answer of [() => browser.allow(page), () => browser.deny(page)]) expect((await answer()).status).to.equal(500);
    expect((await open(site, browser, { prompt: 'none', scope: 'photos:read' })).status, 'prompt=none').to.equal(500);
    expect(await dump(site)).to.equal(before);
    fails = false;
    expect((await browser.allow(page)).location?.searchParams.has('code')).to.equal(true);
  });

  it('tells extensions of the end, whether the user allows or denies', async () => {
    const ends: string[] = [];
    const watching: Extension = {
      name: 'watching',
      authorizationRequest: () => 'kept',
      completion: keep => {
        ends.push(String(keep));
        return [];
      },
    };
    const site = await start({ extensions: [watching] });
    const browser = await loggedIn(site);
    ends.length = 0;
    await browser.deny(await open(site, browser));
    expect(ends).to.deep.equal(['kept']);
    await browser.allow(await open(site, browser));
    expect(ends).to.deep.equal(['kept', 'kept']);
  });

  it('AZ12: on a login page of the application, too, a client is told of its mistake once its user has logged in', async () => {
    @Controller('/oauth')
    class OwnLogin {
      @AuthorizationEndpoint() authorize() {}
      @TokenEndpoint() token() {}
      @LoginPage() login() {
        return 'my login';
      }
    }
    const site = await start({ controllers: [OwnLogin] });
    const page = await open(site, new Browser(), { scope: 'unknown' });
    expect([page.status, page.body]).to.deep.equal([200, 'my login']);
  });

  it('SE05: wrong passwords are counted by the name, however it is written', async () => {
    const site = await start({ limits: { login: '3/min' } } as TestOptions);
    const statuses: number[] = [];
    for (const name of ['ada', 'Ada', ' ADA ', 'ａda']) {
      const browser = new Browser();
      statuses.push((await browser.logIn(await open(site, browser), name, 'wrong')).status);
    }
    expect(statuses).to.deep.equal([400, 400, 400, 429]);
  });
});
