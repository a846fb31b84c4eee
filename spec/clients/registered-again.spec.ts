import { expect } from 'chai';
import { AuthorizationCodeGenerator, type AuthorizationRequest } from 'oauth-controllers';
import { outer, pushedUri } from '../extensions/par/push';
import { startApplication, type TestApplication } from '../support/application';
import { Browser, type Page } from '../support/browser';
import { authorizationUrl, call, exchange, loggedIn, obtainCode, refresh, tokens } from '../support/flow';
import { restoreServices, startWith } from '../support/services';

describe('a client that a process has registered whose clock is ahead', () => {
  let app: TestApplication;
  beforeEach(async () => {
    app = await startApplication();
    app.clock.advance(2);
    await app.server.clients.register({
      ...{ clientId: 'new', public: true, redirectUris: ['https://app.example/callback'], scopes: ['photos:read'] },
    });
    app.clock.advance(-2);
  });
  afterEach(() => app.close());

  it('RB04: may ask for a login, and one is enough', async () => {
    const browser = await loggedIn(app);
    app.clock.advance(0.5);
    const page = await browser.open(authorizationUrl(app, { client_id: 'new', prompt: 'login' }));
    expect(page.body).to.include('name="password"');
    expect((await browser.logIn(page)).body).to.include('value="allow"');
  });

  it('RB04: is given at once what is good', async () => {
    const browser = await loggedIn(app);
    const code = await obtainCode(app, { client_id: 'new' }, browser);
    const { status, body } = await exchange(app, code, { client_id: 'new' });
    expect(status).to.equal(200);
    expect((await call(app, body.access_token)).status).to.equal(200);
    expect((await refresh(app, String(body.refresh_token), { client_id: 'new' })).status).to.equal(200);
    const again = await browser.open(authorizationUrl(app, { client_id: 'new' }));
    expect(again.location?.searchParams.has('code'), 'the consent').to.equal(true);
    const pushed = outer(await pushedUri(app, { client_id: 'new' }), { client_id: 'new' });
    const asked = await browser.open(authorizationUrl(app, pushed));
    expect(asked.location?.searchParams.has('code'), 'what it has pushed').to.equal(true);
  });
});

describe('a client that is removed and registered again under the same id', () => {
  let app: TestApplication;
  beforeEach(async () => {
    app = await startApplication();
  });
  afterEach(async () => {
    await app.close();
    restoreServices();
  });

  async function registerAgain(): Promise<void> {
    app.clock.advance(1);
    await app.server.clients.remove('app');
    await app.server.clients.register({
      clientId: 'app',
      public: true,
      redirectUris: ['https://app.example/callback'],
      scopes: ['photos:read'],
    });
  }

  it('RT13: has nothing of what the first one was given', async () => {
    const { access_token, refresh_token } = await tokens(app);
    const code = await obtainCode(app);
    await registerAgain();
    expect((await call(app, access_token)).status).to.equal(401);
    expect((await refresh(app, refresh_token)).body.error).to.equal('invalid_grant');
    expect((await exchange(app, code)).body.error).to.equal('invalid_grant');
  });

  it('AZ19: is not what a page asked for that was shown before', async () => {
    const [browser, stranger] = [await loggedIn(app), new Browser()];
    const open = (): Promise<Page> => browser.open(authorizationUrl(app, { prompt: 'consent' }));
    const [first, second, login] = [await open(), await open(), await stranger.open(authorizationUrl(app))];
    await registerAgain();
    const answers = [await browser.allow(first), await browser.deny(second), await browser.open(first.url)];
    answers.push(await stranger.logIn(login));
    for (const { status, location } of answers) expect([status, location]).to.deep.equal([400, undefined]);
    expect((await browser.allow(await open())).location?.searchParams.has('code'), 'asked for anew').to.equal(true);
  });

  it('AZ19: has nothing of what was allowed for the first one while it was registered', async () => {
    await app.close();
    let meanwhile: (() => Promise<void>) | undefined;
    class Slow extends AuthorizationCodeGenerator {
      override async generate(request: AuthorizationRequest): Promise<string> {
        await meanwhile?.();
        return super.generate(request);
      }
    }
    app = await startWith([new Slow()]);
    const browser = new Browser();
    const page = await browser.logIn(await browser.open(authorizationUrl(app)));
    meanwhile = registerAgain;
    const code = (await browser.allow(page)).location?.searchParams.get('code') ?? '';
    meanwhile = undefined;
    expect((await exchange(app, code)).body.error).to.equal('invalid_grant');
    expect((await browser.open(authorizationUrl(app))).body, 'asked for anew').to.include('value="allow"');
  });

  it('AZ20: is consented to anew', async () => {
    const browser = await loggedIn(app);
    expect((await browser.open(authorizationUrl(app))).location?.searchParams.has('code')).to.equal(true);
    await registerAgain();
    expect((await browser.open(authorizationUrl(app))).form).to.not.equal(undefined);
  });
});
