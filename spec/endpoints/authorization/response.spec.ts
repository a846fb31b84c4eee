import { expect } from 'chai';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl, authorize, exchange, loggedIn, type Parameters } from '../../support/flow';

const queried = 'https://app.example/cb?x=1&y=%41%20b&z';
const pretending = 'https://app.example/cb?state=theirs&a=1&c%6Fde=evil&iss=x&error=no&code';

describe('authorization response', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    const client = { public: true, scopes: ['photos:read' as const] };
    app = await startApplication({
      clients: [
        { ...client, clientId: 'app', redirectUris: [redirectUri] },
        { ...client, clientId: 'queried', redirectUris: [queried] },
        { ...client, clientId: 'pretending', redirectUris: [pretending] },
        { ...client, clientId: 'open', redirectUris: ['https://app.example/cb?'] },
      ],
    });
    browser = await loggedIn(app);
  });
  after(() => app.close());

  /** A success, a denial, and two errors of the request. */
  async function answers(changes: Parameters): Promise<Page[]> {
    const consent = await browser.open(authorizationUrl(app, { ...changes, prompt: 'consent' }));
    return [
      await browser.allow(await browser.open(authorizationUrl(app, { ...changes, prompt: 'consent' }))),
      await browser.deny(consent),
      await browser.open(authorizationUrl(app, { ...changes, scope: 'admin' })),
      await browser.open(authorizationUrl(app, { ...changes, code_challenge: undefined })),
    ];
  }

  const states = {
    '4 KB': 's'.repeat(4096),
    unicode: 'Zoë 🦉 日本\u200f',
    reserved: '&=+%00<>',
    lines: 'a\r\nb\t"\\ #?',
    plus: '+ %20',
  };
  for (const [name, state] of Object.entries(states)) {
    it(`AZ08: state comes back exactly, in success and in error (${name})`, async () => {
      for (const { location } of await answers({ state })) expect(location?.searchParams.getAll('state')).to.deep.equal([state]);
    });
  }

  it('AZ08: state comes back once, although the registered URI has one', async () => {
    for (const { location } of await answers({ client_id: 'pretending', redirect_uri: pretending, state: 'ours' })) {
      const { searchParams } = location ?? new URL('none:');
      expect(searchParams.getAll('state')).to.deep.equal(['ours']);
      expect(searchParams.getAll('iss')).to.deep.equal([app.url]);
      expect(searchParams.getAll('code').length + searchParams.getAll('error').length).to.equal(1);
      expect(searchParams.get('a')).to.equal('1');
    }
  });

  it('AZ09: without state none comes back', async () => {
    for (const { location } of await answers({ state: undefined })) expect(location?.searchParams.has('state')).to.equal(false);
    const registered = await answers({ client_id: 'pretending', redirect_uri: pretending, state: undefined });
    for (const { location } of registered) expect(location?.searchParams.has('state')).to.equal(false);
  });

  it('IS01: the issuer stands in every answer, exactly and once', async () => {
    const all = await answers({});
    all.push(await new Browser().open(authorizationUrl(app, { prompt: 'none' })));
    for (const { location } of all) expect(location?.searchParams.getAll('iss')).to.deep.equal([app.url]);
    expect(all.map(({ location }) => location?.searchParams.get('error'))).to.deep.equal([
      null,
      'access_denied',
      'invalid_scope',
      'invalid_request',
      'login_required',
    ]);
  });

  it('RU10: a registered query is kept as it is, and what is added does not double it', async () => {
    for (const { headers } of await answers({ client_id: 'queried', redirect_uri: queried })) {
      const location = headers.get('location') ?? '';
      expect(location).to.match(/^https:\/\/app\.example\/cb\?x=1&y=%41%20b&z&(code|error)=/);
      const names = [...new URL(location).searchParams.keys()];
      expect(new Set(names).size).to.equal(names.length);
    }
    const [{ headers }] = (await answers({ client_id: 'open', redirect_uri: 'https://app.example/cb?' })) as [Page];
    expect(headers.get('location')).to.match(/^https:\/\/app\.example\/cb\?code=/);
  });

  it('RU10: the registered query is part of what the code is bound to', async () => {
    const [{ location }] = (await answers({ client_id: 'queried', redirect_uri: queried })) as [Page];
    const code = location?.searchParams.get('code') ?? '';
    const changes = { client_id: 'queried' };
    expect((await exchange(app, code, { ...changes, redirect_uri: 'https://app.example/cb' })).body.error).to.equal(
      'invalid_grant',
    );
    expect((await exchange(app, code, { ...changes, redirect_uri: queried })).status).to.equal(200);
  });

  it('RU11: the Location has a fragment of its own, so that none is inherited', async () => {
    for (const page of await answers({})) expect(page.headers.get('location')).to.match(/[^#]#_$/);
  });

  it('AZ16: after login and consent the redirect is a 303', async () => {
    const stranger = new Browser();
    const login = await stranger.open(authorizationUrl(app, { prompt: 'consent' }));
    const fields = new URLSearchParams(login.form?.fields);
    fields.set('username', 'ada');
    fields.set('password', 'lovelace');
    const posted = await stranger.request(login.form?.action ?? '', { method: 'POST', body: fields });
    expect(posted.status).to.equal(303);
    expect((await stranger.allow(await stranger.follow(posted))).status).to.equal(303);
    for (const { status } of await answers({})) expect(status).to.equal(303);
  });

  it('is kept by no cache and told to nobody as a referrer', async () => {
    for (const { headers } of await answers({})) {
      expect(headers.get('cache-control')).to.equal('no-store');
      expect(headers.get('referrer-policy')).to.equal('no-referrer');
    }
    expect((await authorize(app)).location?.searchParams.get('code')).to.have.length.greaterThan(42);
  });
});
