import { expect } from 'chai';
import {
  AuthorizationEndpoint,
  type AuthorizationRequest,
  AuthRequest,
  type Decision,
  type Extension,
  LoginPage,
  TokenEndpoint,
  User,
} from 'oauth-controllers';
import { Controller, CurrentUser } from 'routing-controllers';
import { startApplication, type TestApplication, type TestOptions } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { dump } from '../../support/database';
import { authorizationUrl, loggedIn, type Parameters } from '../../support/flow';
import { hanging } from '../../support/services';

type Decide = (request: AuthorizationRequest, user: User) => Decision | undefined | Promise<never>;
let decide: Decide;

@Controller('/oauth')
class Deciding {
  @AuthorizationEndpoint() authorize(
    @AuthRequest() request: AuthorizationRequest,
    @CurrentUser({ required: false }) user?: User,
  ) {
    return user ? decide(request, user) : request.login();
  }
  @TokenEndpoint() token() {}
}

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
    decide = (request, user) => request.approve(user);
    const browser = await loggedIn(site);
    decide = request => request.consent(grace);
    for (const prompt of [undefined, 'consent']) {
      const page = await open(site, browser, { prompt });
      expect([page.status, asksToConsent(page)]).to.deep.equal([500, false]);
      expect(site.log.text).to.include('request.consent(user) asks the user who has logged in on a page of the library');
    }
  });

  for (const kind of ['consent', 'approve'] as const)
    it(`AZ23: prompt=login asks for the password before ${kind}(user), once`, async () => {
      const site = await start();
      decide = (request, user) => request.approve(user);
      const browser = await loggedIn(site);
      site.clock.advance(60);
      decide = (request, user) => (kind === 'consent' ? request.consent(user) : request.approve(user));
      const page = await open(site, browser, { prompt: 'login' });
      expect(asksToLogIn(page)).to.equal(true);
      const next = await browser.logIn(page);
      expect(kind === 'consent' ? asksToConsent(next) : next.location?.searchParams.has('code')).to.equal(true);
    });

  it('TE12: a method, a page or a page method that hangs is given up', async () => {
    const pages = { login: hanging as never };
    for (const [options, what] of [
      [{ controllers: [Deciding] }, 'The method under @AuthorizationEndpoint'],
      [{ controllers: [Drawing] }, 'The method under @LoginPage'],
      [{ pages }, 'A page of the option pages'],
    ] as const) {
      const site = await start({ serviceTimeout: 50, ...options } as TestOptions);
      decide = (request, user) => request.approve(user);
      const browser = what.includes('Authorization') ? await loggedIn(site) : new Browser();
      decide = hanging;
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
