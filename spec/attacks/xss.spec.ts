import { expect } from 'chai';
import { OAuthController, User, UserProvider } from 'oauth-controllers';
import type { Browser as Chromium, Page } from 'playwright-core';
import { Container } from 'typedi';
import { payloads } from '../pages/payloads';
import { redirectUri, startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { launchChromium } from '../support/chromium';
import { authorizationUrl, loggedIn } from '../support/flow';

/** Whatever a stranger can put into a request; null bytes are refused before. */
const reflected = ['response_type', 'scope', 'client_id', 'redirect_uri', 'error_description'];

/** Users whose name is the payload of the current round. */
class Strangers extends UserProvider {
  name = '';
  override async findById(id: string) {
    return Object.assign(new User(), { id, username: this.name });
  }
  override async verify() {
    return this.findById('stranger');
  }
}

describe('markup in what strangers say', () => {
  let app: TestApplication;
  const users = new Strangers();
  const sent = new Map<string, string[]>();
  before(async () => {
    Container.set(UserProvider, users);
    const scopes = Object.fromEntries(payloads.map((payload, n) => [`s:${n}`, payload]));
    app = await startApplication({ users: undefined, clients: [], scopes, controllers: [OAuthController] });
    for (const [n, name] of payloads.entries()) {
      const client = { clientId: `c${n}`, name, public: true, redirectUris: [redirectUri], scopes: [`s:${n}`] };
      await app.server.clients.register(client as Parameters<typeof app.server.clients.register>[0]);
    }
  });
  after(async () => {
    Container.remove(UserProvider);
    await app?.close();
  });

  const request = (n: number): string => authorizationUrl(app, { client_id: `c${n}`, scope: undefined });
  /** A repeated parameter is named on the page that refuses it. */
  const repeated = (payload: string): string => {
    const name = encodeURIComponent(payload);
    return `${app.url}/oauth/authorize?interaction=x&${name}=1&${name}=2`;
  };

  it('UI03: is at least fifty payloads', () => expect(payloads.length).to.be.at.least(50));

  /** Every page that a stranger can fill, as it is sent. */
  async function pagesWith(payload: string, n: number): Promise<string[]> {
    const known = sent.get(payload);
    if (known) return known;
    users.name = payload;
    const browser = new Browser();
    const login = await browser.open(request(n));
    const consent = await browser.logIn(login, 'x', 'x');
    const urls = reflected.map(name => authorizationUrl(app, { client_id: `c${n}`, scope: undefined, [name]: payload }));
    const others = await Promise.all([...urls, repeated(payload)].map(url => new Browser().open(url)));
    expect(consent.body, payload).to.include('value="allow"');
    const bodies = [login, consent, ...others].map(page => page.body);
    sent.set(payload, bodies);
    return bodies;
  }

  it('UI03: is text on every page', async () => {
    for (const [n, payload] of payloads.entries()) {
      for (const body of await pagesWith(payload, n)) {
        const inert = body.replace(/<style nonce=[\s\S]*?<\/style>/, '');
        expect(inert, payload).to.not.match(
          /<(script|img|iframe|object|embed|base|link|meta http|video|audio|math|body o|details)/i,
        );
        expect(inert, payload).to.not.match(/<[^>]*\s(on\w+|style)=[^>]*>/i);
      }
    }
  });

  it('UI05: is never evaluated as a template', async () => {
    for (const payload of [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a template expression is the payload
      '${7*7}',
      '{{7*7}}',
      '#{7*7}',
      '<%= 7*7 %>',
      '*{7*7}',
      '@(7*7)',
      '{{constructor.constructor("return 7*7")()}}',
    ]) {
      const client = {
        clientId: `t ${payload}`,
        name: `Name ${payload} end`,
        public: true,
        redirectUris: [redirectUri],
        scopes: ['s:0'],
      };
      await app.server.clients.put(client as Parameters<typeof app.server.clients.put>[0]);
      users.name = payload;
      const browser = await loggedIn(app);
      for (const name of ['response_type', 'scope', 'error', 'state', 'prompt', 'redirect_uri', 'client_id']) {
        const { body, location } = await browser.open(
          authorizationUrl(app, { client_id: client.clientId, scope: undefined, [name]: payload }),
        );
        const shown = `${body.replace(/(nonce|value|action)="[^"]*"/g, '')} ${location?.searchParams.get('error_description')}`;
        expect(shown, name).to.not.match(/\b49\b/);
      }
      const page = await new Browser().open(authorizationUrl(app, { client_id: client.clientId, scope: undefined }));
      expect(
        page.body
          .replace(/&quot;/g, '"')
          .replace(/&lt;/g, '<')
          .replace(/&gt;/g, '>'),
      ).to.include(`Name ${payload} end`);
    }
  });

  describe('in Chromium', function () {
    this.timeout(60_000);
    let chromium: Chromium;
    before(async function () {
      chromium = await launchChromium(this);
    });
    after(() => chromium?.close());

    it('UI03: runs nothing, even without the policy', async () => {
      const page = await chromium.newPage();
      // A policy of the page around would hold for its frames; there is none, so escaping alone has to do.
      await page.goto('about:blank');
      const bodies: string[] = [];
      for (const [n, payload] of payloads.entries()) bodies.push(...(await pagesWith(payload, n)));
      expect(await runIn(page, bodies)).to.deep.equal(bodies.map(() => false));
      // The spec is worth something only if a payload that is not escaped is noticed.
      const raw = payloads.slice(0, 3).map(payload => `<!doctype html><p title="">${payload}</p>`);
      expect(await runIn(page, raw)).to.deep.equal([true, true, true]);
      await page.close();
    });

    /** Shows each body in a frame of its own. @returns in which of them a script ran, or markup came alive */
    async function runIn(page: Page, bodies: readonly string[]): Promise<boolean[]> {
      const script = (documents: readonly string[]) => `(async () => {
        const frames = ${JSON.stringify(documents)}.map(srcdoc => Object.assign(document.createElement('iframe'), { srcdoc }));
        const loaded = frames.map(frame => new Promise(done => frame.addEventListener('load', done)));
        document.body.replaceChildren(...frames);
        await Promise.all(loaded);
        await new Promise(done => setTimeout(done, 50));
        const alive = 'script, img, iframe, object, embed, base, link, video, audio, [onload], [onfocus], [style]';
        return frames.map(({ contentDocument }) => contentDocument.title === 'owned' || !!contentDocument.querySelector(alive));
      })()`;
      const found: boolean[] = [];
      for (let from = 0; from < bodies.length; from += 40)
        found.push(...((await page.evaluate(script(bodies.slice(from, from + 40)))) as boolean[]));
      return found;
    }
  });
});
