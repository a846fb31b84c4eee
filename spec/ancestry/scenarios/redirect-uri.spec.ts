import { expect } from 'chai';
import { secret, startApplication, type TestApplication } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl, exchange, form, loggedIn, type Parameters, verifier } from '../../support/flow';
import { expectErrorPage } from './answers';

const single = 'https://single.example/cb';
const first = 'https://several.example/first';
const second = 'https://several.example/second';
const kept: Record<string, string> = {
  'a query': 'https://query.example/cb?tenant=a&page=1',
  'a query that repeats a name': 'https://query.example/repeat?x=1&x=2',
  'a query of names without values': 'https://query.example/bare?a&b=',
  'a blank as a plus and as an escape': 'https://query.example/blank?q=a+b%20c',
  'escaped unicode in the query': 'https://query.example/u?q=%E2%9C%93%20%F0%9F%93%B7',
  'escaped unicode in the path': 'https://query.example/%E5%86%99%E7%9C%9F/cb',
  'escapes in small letters': 'https://query.example/%e5%86%99?q=%e2%9c%93',
  'a port': 'https://query.example:8443/cb',
};

describe('scenarios: redirect URIs', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    const client = { public: true, scopes: ['photos:read' as const] };
    app = await startApplication({
      clients: [
        { ...client, clientId: 'app', redirectUris: ['https://app.example/callback'] },
        { ...client, clientId: 'single', redirectUris: [single] },
        { ...client, clientId: 'several', redirectUris: [first, second] },
        { ...client, clientId: 'kept', redirectUris: Object.values(kept), trusted: true },
        { clientId: 'machine', clientSecret: secret, scopes: ['photos:read'] },
      ],
    });
    browser = await loggedIn(app);
  });
  after(() => app.close());

  async function answerOf(changes: Parameters): Promise<Page> {
    const page = await browser.open(authorizationUrl(app, changes));
    return page.form ? browser.allow(page) : page;
  }
  const rawLocation = ({ headers }: Page): string => headers.get('location') ?? '';

  it('the only one that is registered is taken when none is sent', async () => {
    const page = await answerOf({ client_id: 'single', redirect_uri: undefined });
    expect(rawLocation(page).startsWith(`${single}?code=`)).to.equal(true);
  });

  it('each of several that are registered is taken when it is sent', async () => {
    for (const uri of [first, second])
      expect(rawLocation(await answerOf({ client_id: 'several', redirect_uri: uri })).startsWith(`${uri}?code=`)).to.equal(true);
  });

  const refused: [title: string, changes: Parameters][] = [
    ['none where several are registered', { client_id: 'several', redirect_uri: undefined }],
    ['none where none is registered', { client_id: 'machine', redirect_uri: undefined }],
    ['one where none is registered', { client_id: 'machine', redirect_uri: single }],
    ['one that is not registered', { client_id: 'single', redirect_uri: 'https://evil.example/' }],
    ['one of another client', { client_id: 'single', redirect_uri: first }],
    ['the registered one twice', { client_id: 'single', redirect_uri: [single, single] }],
    ['the registered one and another', { client_id: 'several', redirect_uri: [first, second] }],
    ['the registered one with a fragment', { client_id: 'single', redirect_uri: `${single}#x` }],
    ['the registered one with an empty fragment', { client_id: 'single', redirect_uri: `${single}#` }],
    ['the registered one with a query', { client_id: 'single', redirect_uri: `${single}?next=/` }],
    ['the registered one with a slash', { client_id: 'single', redirect_uri: `${single}/` }],
    ['the registered one with a host in capitals', { client_id: 'single', redirect_uri: 'https://SINGLE.example/cb' }],
    ['the registered one over http', { client_id: 'single', redirect_uri: single.replace('https', 'http') }],
    ['the registered one with a port', { client_id: 'single', redirect_uri: 'https://single.example:443/cb' }],
    ['only a path', { client_id: 'single', redirect_uri: '/cb' }],
    ['what is no URI', { client_id: 'single', redirect_uri: 'not a uri' }],
    ['a registered query in another order', { client_id: 'kept', redirect_uri: 'https://query.example/cb?page=1&tenant=a' }],
    ['a registered query without a part', { client_id: 'kept', redirect_uri: 'https://query.example/cb?tenant=a' }],
    ['registered unicode without its escapes', { client_id: 'kept', redirect_uri: 'https://query.example/u?q=✓ 📷' }],
    ['registered escapes in the other case', { client_id: 'kept', redirect_uri: 'https://query.example/%E5%86%99?q=%E2%9C%93' }],
    ['a registered plus as an escape', { client_id: 'kept', redirect_uri: 'https://query.example/blank?q=a%20b%20c' }],
  ];
  for (const [title, changes] of refused) {
    it(`a request with ${title} is a page, for a user and for a stranger`, async () => {
      const url = authorizationUrl(app, changes);
      expectErrorPage(await browser.request(url));
      expectErrorPage(await new Browser().request(url));
    });
  }

  for (const [title, uri] of Object.entries(kept)) {
    it(`${title} is kept, byte by byte, in a success`, async () => {
      const page = await answerOf({ client_id: 'kept', redirect_uri: uri });
      const separator = uri.includes('?') ? '&' : '?';
      expect(rawLocation(page).startsWith(`${uri}${separator}code=`), rawLocation(page)).to.equal(true);
      const code = page.location?.searchParams.get('code') ?? '';
      const { status } = await exchange(app, code, { client_id: 'kept', redirect_uri: uri });
      expect(status).to.equal(200);
    });

    it(`${title} is kept, byte by byte, in an error`, async () => {
      const page = await answerOf({ client_id: 'kept', redirect_uri: uri, scope: 'unheard:of' });
      const separator = uri.includes('?') ? '&' : '?';
      expect(rawLocation(page).startsWith(`${uri}${separator}error=invalid_scope`), rawLocation(page)).to.equal(true);
    });
  }

  it('the exchange compares it byte by byte too', async () => {
    const uri = kept['escapes in small letters'] ?? '';
    const page = await answerOf({ client_id: 'kept', redirect_uri: uri });
    const code = page.location?.searchParams.get('code') ?? '';
    const body = { grant_type: 'authorization_code', code, client_id: 'kept', code_verifier: verifier };
    const send = (redirect: string) =>
      fetch(`${app.url}/oauth/token`, { method: 'POST', body: form({ ...body, redirect_uri: redirect }) });
    expect((await send(uri.replace('%e2', '%E2'))).status).to.equal(400);
    expect((await send(uri)).status).to.equal(200);
  });

  for (const [title, uri] of [
    ['a fragment', `${single}#x`],
    ['an empty fragment', `${single}#`],
    ['unicode that is not escaped', 'https://single.example/写真'],
    ['no scheme', 'single.example/cb'],
    ['plain http on a host of the net', 'http://single.example/cb'],
  ] as const) {
    it(`one with ${title} cannot be registered`, async () => {
      const input = { clientId: 'new', public: true, redirectUris: [uri] };
      const error: unknown = await app.server.clients.register(input).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(TypeError);
      expect(String(error)).to.include('redirect URI');
    });
  }
});
