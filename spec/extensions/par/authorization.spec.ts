import { expect } from 'chai';
import { pushedAuthorizationRequests } from 'oauth-controllers';
import { onEachFramework, redirectUri, secret, startApplication, type TestApplication } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl, authorize, exchange, loggedIn, type Parameters } from '../../support/flow';
import { outer, pushedUri, urn } from './push';

const refusal = (page: Page): unknown[] => [page.status, page.location, /invalid_request_uri/.test(page.body)];
const day = 24 * 60 * 60;
const refused = [400, undefined, true];

describe('an authorization request that was pushed', () => {
  onEachFramework(on => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ on });
    });
    after(() => app.close());

    it('PA06: gives a code for what was pushed, by GET and by POST', async () => {
      const { location } = await authorize(app, outer(await pushedUri(app, { scope: 'photos:write', state: 'pushed' })));
      expect(location?.searchParams.get('state')).to.equal('pushed');
      const { status, body } = await exchange(app, location?.searchParams.get('code') ?? '');
      expect([status, body.scope]).to.deep.equal([200, 'photos:write']);
      const browser = await loggedIn(app);
      const posted = new URLSearchParams({ client_id: 'app', request_uri: await pushedUri(app, { prompt: 'consent' }) });
      const page = await browser.follow(await browser.request(`${app.url}/oauth/authorize`, { method: 'POST', body: posted }));
      expect((await browser.allow(page)).location?.searchParams.has('code')).to.equal(true);
    });

    it('PA07: what stands beside the request_uri changes nothing', async () => {
      const beside = {
        scope: 'photos:read photos:write',
        state: 'evil',
        redirect_uri: 'https://evil.example/',
        response_type: 'token',
        code_challenge: 'x',
        prompt: 'none',
        nonsense: ['1', '2'],
      };
      const { location } = await authorize(app, outer(await pushedUri(app), beside));
      expect([location?.origin, location?.searchParams.get('state')]).to.deep.equal([new URL(redirectUri).origin, 'xyz']);
      expect((await exchange(app, location?.searchParams.get('code') ?? '')).body.scope).to.equal('photos:read');
    });
  });

  describe('on one framework', () => {
    let app: TestApplication;
    beforeEach(async () => {
      app = await startApplication();
    });
    afterEach(() => app.close());

    const open = async (parameters: Parameters, browser = new Browser()): Promise<Page> =>
      browser.open(authorizationUrl(app, parameters));

    it('PA05: is bound to its client', async () => {
      const uri = await pushedUri(app);
      for (const client_id of ['other', 'web', 'nobody'])
        expect(refusal(await open(outer(uri, { client_id }))), client_id).to.deep.equal(refused);
      const without = await open(outer(uri, { client_id: undefined }));
      expect([without.status, without.location]).to.deep.equal([400, undefined]);
      expect((await authorize(app, outer(uri))).location?.searchParams.has('code')).to.equal(true);
    });

    it('PA05: is bound to the registration of its client', async () => {
      const client = { clientId: 'app', public: true, redirectUris: [redirectUri], scopes: ['photos:read' as const] };
      const uri = await pushedUri(app);
      await app.server.clients.remove('app');
      app.clock.advance(1);
      await app.server.clients.register(client);
      expect(refusal(await open(outer(uri)))).to.deep.equal(refused);
    });

    it('PA05: can be begun for as long as it lives, and not after', async () => {
      const [early, late] = [await pushedUri(app), await pushedUri(app)];
      app.clock.advance(59);
      expect((await open(outer(early))).status).to.equal(200);
      app.clock.advance(1);
      expect(refusal(await open(outer(late)))).to.deep.equal(refused);
    });

    it('PA05: a request_uri that nobody was given is refused', async () => {
      for (const uri of [urn, `${urn}${'A'.repeat(43)}`, `${urn}%00`, `${urn}${'x'.repeat(5000)}`])
        expect(refusal(await open(outer(uri))), uri.slice(0, 60)).to.deep.equal(refused);
      const twice = await open(outer([await pushedUri(app), await pushedUri(app)] as never));
      expect([twice.status, twice.location]).to.deep.equal([400, undefined]);
    });

    it('PA05: a request object beside it is refused, not ignored', async () => {
      const page = await open(outer(await pushedUri(app), { request: 'e30.e30.' }));
      expect([page.status, page.location]).to.deep.equal([400, undefined]);
    });

    it('PA06: is not spent by looking at it, in this browser or in another', async () => {
      const uri = await pushedUri(app);
      const browser = new Browser();
      for (const one of [browser, new Browser(), browser]) expect((await open(outer(uri), one)).form).to.not.equal(undefined);
      expect((await authorize(app, outer(uri), browser)).location?.searchParams.has('code')).to.equal(true);
    });

    it('PA06: is spent by its approval, also where it was begun before', async () => {
      const uri = await pushedUri(app, { prompt: 'consent' });
      const second = await loggedIn(app);
      const waiting = await open(outer(uri), second);
      expect((await authorize(app, outer(uri))).location?.searchParams.has('code')).to.equal(true);
      expect(refusal(await open(outer(uri)))).to.deep.equal(refused);
      const late = await second.allow(waiting);
      expect([late.status, late.location]).to.deep.equal([400, undefined]);
    });

    it('PA06: is spent by its denial', async () => {
      const uri = await pushedUri(app, { prompt: 'consent' });
      const browser = await loggedIn(app);
      const denied = await browser.deny(await open(outer(uri), browser));
      expect(denied.location?.searchParams.get('error')).to.equal('access_denied');
      expect(refusal(await open(outer(uri)))).to.deep.equal(refused);
    });

    it('PA06: is spent by an answer without a page', async () => {
      const browser = new Browser();
      await authorize(app, { client_id: 'web' }, browser);
      const uri = await pushedUri(app, { prompt: 'none' }, { basic: 'web' });
      const page = await open(outer(uri, { client_id: 'web' }), browser);
      expect(page.location?.searchParams.has('code'), String(page.location)).to.equal(true);
      expect(refusal(await open(outer(uri, { client_id: 'web' }), browser))).to.deep.equal(refused);
    });

    it('PA06: prompt=none without a login is told to the client at once', async () => {
      const page = await open(outer(await pushedUri(app, { prompt: 'none' })));
      expect(page.location?.searchParams.get('error')).to.equal('login_required');
    });

    it('PA06: whoever takes longer to log in than the request_uri lives still finishes, sweeps or not', async () => {
      await app.close();
      app = await startApplication({ sessions: { interaction: '3d' } });
      const uri = await pushedUri(app);
      const browser = new Browser();
      app.clock.advance(59);
      let page = await open(outer(uri), browser);
      app.clock.advance(2.9 * day);
      page = await browser.logIn(page);
      await app.server.cleanUp();
      expect((await browser.allow(page)).location?.searchParams.has('code')).to.equal(true);
      expect(refusal(await open(outer(uri)))).to.deep.equal(refused);
    });

    it('PA06: what is over is swept', async () => {
      await pushedUri(app);
      const rows = async (): Promise<unknown[]> =>
        app.server.dataSource.query('SELECT * FROM oauth_pushed_request') as Promise<unknown[]>;
      app.clock.advance(60 * 60 + 659);
      await app.server.cleanUp();
      expect(await rows()).to.have.length(1);
      app.clock.advance(2);
      await app.server.cleanUp();
      expect(await rows()).to.have.length(0);
    });

    it('PA11: nothing that was pushed surfaces in a cookie or an address', async () => {
      const marks = {
        scope: 'photos:write',
        login_hint: 'hint-4711',
        resource: 'https://api.example/4711',
        private: 'mark-4711',
      };
      const uri = await pushedUri(app, { ...marks, state: 'state-4711' });
      const seen: string[] = [];
      class Watching extends Browser {
        override async request(url: string | URL, init?: RequestInit): Promise<Page> {
          const page = await super.request(url, init);
          seen.push(...page.headers.getSetCookie(), String(page.location ?? ''), page.form?.action ?? '');
          return page;
        }
      }
      const { location } = await authorize(app, outer(uri), new Watching());
      expect(location?.searchParams.get('state'), 'goes back to its client').to.equal('state-4711');
      const own = seen.filter(text => text !== '' && !text.startsWith(redirectUri));
      expect(own.length).to.be.greaterThan(5);
      const forbidden = [...Object.values(marks), 'state-4711', 'E9Melhoa', 'app.example', uri.slice(urn.length), 'request_uri'];
      for (const text of own.map(decodeURIComponent)) for (const one of forbidden) expect(text).to.not.contain(one);
      expect(String(location)).to.not.match(/mark-4711|hint-4711|api\.example/);
    });

    it('an own request_uri of the client is no pushed one', async () => {
      const page = await authorize(app, { request_uri: 'https://app.example/request.jwt' });
      expect(page.location?.searchParams.get('error')).to.equal('request_uri_not_supported');
    });
  });

  describe('where it is required', () => {
    it('PA08: of all clients, a plain request is refused, and a pushed one is not', async () => {
      const app = await startApplication({ extensions: [pushedAuthorizationRequests({ required: true })] });
      const plain = await authorize(app);
      expect(plain.location?.searchParams.get('error')).to.equal('invalid_request');
      const prompt = await authorize(app, { prompt: 'none' });
      expect(prompt.location?.searchParams.get('error')).to.equal('invalid_request');
      expect((await authorize(app, outer(await pushedUri(app)))).location?.searchParams.has('code')).to.equal(true);
      await app.close();
    });

    it('PA08: of one client, its plain requests are refused and those of others are not', async () => {
      const app = await startApplication();
      await app.server.clients.register({
        ...{ clientId: 'strict', clientSecret: secret, redirectUris: [redirectUri], scopes: ['photos:read'] },
        requirePushedAuthorizationRequests: true,
      });
      const plain = await authorize(app, { client_id: 'strict' });
      expect(plain.location?.searchParams.get('error')).to.equal('invalid_request');
      const uri = await pushedUri(app, {}, { basic: 'strict' });
      expect((await authorize(app, outer(uri, { client_id: 'strict' }))).location?.searchParams.has('code')).to.equal(true);
      expect((await authorize(app)).location?.searchParams.has('code')).to.equal(true);
      await app.close();
    });
  });
});
