import { expect } from 'chai';
import {
  AuthorizationEndpoint,
  ConsentPage,
  CurrentInteraction,
  html,
  type Interaction,
  OAuthError,
  ScopePolicy,
  TokenEndpoint,
} from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { startApplication, type TestApplication, type TestOptions } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl } from '../../support/flow';
import { restoreServices, startWith } from '../../support/services';

/** What the policy says; undefined: all may be granted. */
let says: (() => string[]) | undefined;

class Policy extends ScopePolicy {
  override grantable = (...[, , requested]: Parameters<ScopePolicy['grantable']>) => says?.() ?? requested;
}

@Controller('/oauth')
class OwnConsent {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
  @ConsentPage() consent(@CurrentInteraction() { form, scopes }: Interaction) {
    const boxes = [...scopes].map(name => html`<input name="scope" value="${name}">`);
    return html`<form method="post" action="${form.action}">${form.hidden}${boxes}</form>`;
  }
}

describe('what fails between the consent page and the code', () => {
  let app: TestApplication;
  let browser: Browser;
  beforeEach(() => {
    says = undefined;
    browser = new Browser();
  });
  afterEach(async () => {
    await app.close();
    restoreServices();
  });

  async function asked(options: TestOptions = {}, username = 'ada', password = 'lovelace'): Promise<Page> {
    app = await startWith([new Policy()], options);
    const page = await browser.logIn(await browser.open(authorizationUrl(app)), username, password);
    expect(page.form?.fields.map(([name]) => name)).to.include('scope');
    return page;
  }

  const codes = async (): Promise<unknown[]> => app.server.dataSource.query('SELECT hash FROM oauth_authorization_code');

  function expectTold({ location, body }: Page, error: string): void {
    expect(location?.origin, body.slice(0, 300)).to.equal('https://app.example');
    const { searchParams } = location ?? new URL(app.url);
    expect([searchParams.get('error'), searchParams.get('state'), searchParams.has('code')]).to.deep.equal([error, 'xyz', false]);
  }

  async function expectOver(page: Page): Promise<void> {
    for (const again of [await browser.allow(page), await browser.deny(page), await browser.open(page.url)])
      expect([again.status, again.location]).to.deep.equal([400, undefined]);
  }

  for (const [own, options] of Object.entries<TestOptions>({
    'the built-in page': {},
    "the application's page": { controllers: [OwnConsent] },
  })) {
    it(`AZ26: the client is told that a scope is gone, and of nothing after that, on ${own}`, async () => {
      const page = await asked(options);
      await app.server.scopes.remove('photos:read');
      expectTold(await browser.allow(page), 'invalid_scope');
      await app.server.scopes.put('photos:read', 'See your photos');
      await expectOver(page);
      expect(await codes()).to.deep.equal([]);
    });

    it(`AZ26: whoever opens ${own} then goes back to the client as well, once`, async () => {
      const first = await asked(options);
      const second = await browser.open(authorizationUrl(app));
      says = () => [];
      expectTold(await browser.open(first.url), 'invalid_scope');
      says = undefined;
      await expectOver(first);
      await app.server.scopes.remove('photos:read');
      expectTold(await browser.open(second.url), 'invalid_scope');
      await app.server.scopes.put('photos:read', 'See your photos');
      await expectOver(second);
    });
  }

  it('AZ26: the client is told what the ScopePolicy says, be it nothing or an error of its own', async () => {
    const refuse = (): never => {
      throw new OAuthError('access_denied', 'Not at night');
    };
    for (const [answer, error] of [
      [() => [], 'invalid_scope'],
      [refuse, 'access_denied'],
    ] as const) {
      const page = await asked();
      says = answer;
      expectTold(await browser.allow(page), error);
      says = undefined;
      await app.close();
      browser = new Browser();
    }
    app = await startApplication();
  });

  it('AZ26: the client is told that it cannot be used by a user of its own id', async () => {
    const page = await asked({ users: [{ username: 'app', password: 'x' }] }, 'app', 'x');
    expectTold(await browser.allow(page), 'access_denied');
    expect(await codes()).to.deep.equal([]);
  });

  it('AZ26: a failure here is a page, after which the user may try again', async () => {
    const page = await asked();
    says = () => {
      throw new Error('the innermost text');
    };
    const failed = await browser.allow(page);
    expect([failed.status, failed.location]).to.deep.equal([500, undefined]);
    says = undefined;
    expect((await browser.allow(page)).location?.searchParams.has('code')).to.equal(true);
  });

  it('AZ26: a form that was not shown tells the client nothing, and ends nothing', async () => {
    const page = await asked();
    await app.server.scopes.remove('photos:read');
    for (const csrf of [null, 'x', 'x'.repeat(43)])
      for (const decision of ['allow', 'deny']) {
        const { status, location } = await browser.submit(page, { csrf, decision });
        expect([status, location]).to.deep.equal([403, undefined]);
      }
    expectTold(await browser.allow(page), 'invalid_scope');
  });

  it('AZ26: nobody is redirected where the redirect URI is no longer proven', async () => {
    const page = await asked();
    await app.server.clients.put({
      ...{ clientId: 'app', public: true, redirectUris: ['https://new.example/'], scopes: ['photos:write'] },
    });
    for (const answer of [await browser.allow(page), await browser.deny(page)])
      expect([answer.status, answer.location]).to.deep.equal([400, undefined]);
  });
});
