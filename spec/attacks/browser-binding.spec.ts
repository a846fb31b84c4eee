import { expect } from 'chai';
import type { AuthorizationRequest, Interaction, User } from 'oauth-controllers';
import { AuthorizationEndpoint, AuthRequest, ConsentPage, CurrentInteraction, TokenEndpoint } from 'oauth-controllers';
import { Controller, CurrentUser, UseBefore } from 'routing-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { Browser, type Page } from '../support/browser';
import { dump } from '../support/database';
import { authorizationUrl, loggedIn, type Parameters } from '../support/flow';

describe('an interaction belongs to one browser', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  it('AZ17: a link to a pending login leads nowhere in another browser', async () => {
    const page = await new Browser().open(authorizationUrl(app));
    for (const victim of [new Browser(), await loggedIn(app)]) {
      const { status, location, form } = await victim.open(page.url);
      expect([status, location, form]).to.deep.equal([403, undefined, undefined]);
    }
  });

  it('AZ17: a pending consent of one browser cannot be allowed or denied by another', async () => {
    const attacker = await loggedIn(app);
    const page = await attacker.open(authorizationUrl(app, { prompt: 'consent' }));
    for (const victim of [new Browser(), await loggedIn(app), await loggedIn(app, 'grace')]) {
      for (const answer of [await victim.allow(page), await victim.deny(page)])
        expect([answer.status, answer.location]).to.deep.equal([403, undefined]);
    }
    expect((await attacker.allow(page)).location?.searchParams.has('code')).to.equal(true);
  });

  it('AZ17: a login form of the attacker does not log the victim in', async () => {
    const attacker = new Browser();
    const page = await attacker.open(authorizationUrl(app));
    const victim = new Browser();
    await victim.open(authorizationUrl(app));
    const { status, headers } = await victim.logIn(page, 'grace', 'hopper');
    expect([status, headers.get('set-cookie')]).to.deep.equal([403, null]);
  });

  it('AZ17: an interaction that was never begun is refused', async () => {
    const browser = await loggedIn(app);
    for (const id of ['x', 'x'.repeat(43), "' OR 1=1 --", '__proto__']) {
      const { status, location } = await browser.open(`${app.url}/oauth/authorize?${new URLSearchParams({ interaction: id })}`);
      expect([status, location]).to.deep.equal([400, undefined]);
    }
  });

  it('AZ18: a consent without the token of its page is refused', async () => {
    const browser = await loggedIn(app);
    const page = await browser.open(authorizationUrl(app, { prompt: 'consent' }));
    const other = await browser.open(authorizationUrl(app, { prompt: 'consent' }));
    const foreign = Object.fromEntries(other.form?.fields ?? []).csrf ?? '';
    const login = Object.fromEntries((await new Browser().open(authorizationUrl(app))).form?.fields ?? []).csrf ?? '';
    const halves = [foreign, login].flatMap(token => token.split('.'));
    expect(halves.map(half => half.length)).to.deep.equal([43, 43, 43, 43]);
    for (const csrf of [null, '', 'x', '.', foreign, login, ...halves, 'A'.repeat(43), `${halves[0]}.${'A'.repeat(43)}`]) {
      for (const decision of ['allow', 'deny']) {
        const { status, location } = await browser.submit(page, { csrf, decision });
        expect([status, location]).to.deep.equal([403, undefined]);
      }
    }
    expect((await browser.allow(page)).location?.searchParams.has('code'), 'the page still works').to.equal(true);
  });

  it('AZ18: a login without the token of its page is refused', async () => {
    const browser = new Browser();
    const page = await browser.open(authorizationUrl(app));
    for (const csrf of [null, 'x']) {
      const { status, headers } = await browser.submit(page, { csrf, username: 'ada', password: 'lovelace' });
      expect([status, headers.get('set-cookie')]).to.deep.equal([403, null]);
    }
  });

  it('AZ18: a link cannot consent', async () => {
    const browser = await loggedIn(app);
    const { form } = await browser.open(authorizationUrl(app, { prompt: 'consent' }));
    const query = new URLSearchParams([...(form?.fields ?? []), ['decision', 'allow']]);
    const { status, location } = await browser.open(`${form?.action}?${query}`);
    expect([status, location]).to.deep.equal([200, undefined]);
  });

  it('AZ18: where the session is over, whoever answers the consent page logs in first', async () => {
    const browser = await loggedIn(app);
    app.clock.advance(12 * 3600 - 60);
    const page = await browser.open(authorizationUrl(app, { prompt: 'consent' }));
    app.clock.advance(60);
    const answer = await browser.allow(page);
    expect([answer.status, answer.location]).to.deep.equal([200, undefined]);
    const { body } = await browser.logIn(answer);
    expect(body).to.include('value="allow"');
  });

  it('AZ18: where the session is over, cancelling is told to the client', async () => {
    const browser = await loggedIn(app);
    app.clock.advance(12 * 3600 - 60);
    const page = await browser.open(authorizationUrl(app, { prompt: 'consent' }));
    app.clock.advance(60);
    expect((await browser.deny(page)).location?.searchParams.get('error')).to.equal('access_denied');
  });

  it('AZ18: the page that is asked again belongs to the same browser', async () => {
    const page = await (await loggedIn(app)).open(authorizationUrl(app, { prompt: 'consent' }));
    const own = Object.fromEntries(page.form?.fields ?? []).csrf ?? '';
    const other = await loggedIn(app, 'grace');
    const mine = await other.open(authorizationUrl(app, { prompt: 'consent' }));
    for (const decision of ['allow', 'deny']) {
      const { status, location } = await other.submit(mine, { csrf: own, decision });
      expect([status, location]).to.deep.equal([403, undefined]);
    }
  });
});

describe('a consent page that another user answers', () => {
  let app: TestApplication;
  let issuedTo: unknown[];
  let deniedBy: unknown[];
  beforeEach(async () => {
    app = await startApplication();
    [issuedTo, deniedBy] = [[], []];
    app.server.events.on('codeIssued', ({ user }) => issuedTo.push(user?.id));
    app.server.events.on('consentDenied', ({ user }) => deniedBy.push(user?.id));
  });
  afterEach(() => app.close());

  /** Two pages that were shown to ada, in a browser where grace has logged in since, and has consented to the same. */
  async function shownToAda(parameters: Parameters): Promise<{ browser: Browser; pages: [Page, Page] }> {
    const browser = new Browser();
    const first = await browser.logIn(await browser.open(authorizationUrl(app, parameters)));
    const second = await browser.open(authorizationUrl(app, parameters));
    app.clock.advance(1);
    const hers = await browser.logIn(await browser.open(authorizationUrl(app, { prompt: 'login' })), 'grace', 'hopper');
    expect((await browser.allow(hers)).location?.searchParams.has('code')).to.equal(true);
    return { browser, pages: [first, second] };
  }

  for (const parameters of [{}, { prompt: 'consent' }])
    it(`AZ18: a consent page allows nothing for who has logged in since, who is asked instead (${JSON.stringify(parameters)})`, async () => {
      const { browser, pages } = await shownToAda(parameters);
      const rows = await dump(app);
      const { status, location, body, url } = await browser.allow(pages[0]);
      expect([status, location]).to.deep.equal([200, undefined]);
      expect(body).to.include('>grace<').and.include('value="allow"').and.not.include('>ada<');
      // What grace was asked is kept, and nothing else.
      const offered = /offered: ('\w*'|null)/g;
      expect((await dump(app)).replace(offered, '')).to.equal(rows.replace(offered, ''));
      expect(issuedTo).to.deep.equal(['grace']);
      expect((await browser.allow(await browser.open(url))).location?.searchParams.has('code')).to.equal(true);
      expect(issuedTo).to.deep.equal(['grace', 'grace']);
      expect((await browser.deny(pages[1])).location?.searchParams.get('error'), 'cancelled').to.equal('access_denied');
      expect(deniedBy, 'by whom, nobody knows').to.deep.equal([undefined]);
      expect((await browser.open(pages[1].url)).status, 'over').to.equal(400);
    });
});

const skips = { count: 0 };

@Controller('/oauth')
class Choosy {
  /** Grace may not; the others are asked. */
  @AuthorizationEndpoint()
  authorize(@AuthRequest() request: AuthorizationRequest, @CurrentUser() user?: User) {
    if (!user) return request.login();
    return user.username === 'grace' ? request.deny('Not you') : request.consent(user);
  }

  @TokenEndpoint() token() {}

  @ConsentPage()
  @UseBefore((_request: unknown, _response: unknown, next: () => void) => {
    skips.count++;
    next();
  })
  consent(@CurrentInteraction() { form, client }: Interaction) {
    return `<p>${client.clientId}</p><form method="post" action="${form.action}">${form.hidden}<input name="scope" value="photos:read"></form>`;
  }
}

describe('a decision of the application', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ controllers: [Choosy] });
  });
  after(() => app.close());

  it('AZ19: cannot be passed by on the way to its own consent page', async () => {
    const browser = new Browser();
    const login = await browser.open(authorizationUrl(app));
    const body = new URLSearchParams([...(login.form?.fields ?? [])]);
    body.set('username', 'grace');
    body.set('password', 'hopper');
    // Logged in, and the redirect to the endpoint that would deny is not followed.
    expect((await browser.request(login.form?.action ?? '', { method: 'POST', body })).status).to.equal(303);
    const page = await browser.open(login.url.replace('/authorize', '/consent'));
    expect(page.location?.searchParams.get('error'), page.body).to.equal('access_denied');
  });

  it('AZ19: brings the others to the page, whose answer counts', async () => {
    const browser = new Browser();
    const page = await browser.logIn(await browser.open(authorizationUrl(app)));
    expect(new URL(page.url).pathname).to.equal('/oauth/consent');
    expect(skips.count).to.be.greaterThan(0);
    expect(page.headers.get('x-frame-options')).to.equal('DENY');
    expect((await browser.allow(page)).location?.searchParams.has('code')).to.equal(true);
  });
});
