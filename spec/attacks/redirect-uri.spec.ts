import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { Browser, type Page } from '../support/browser';
import { authorizationUrl, exchange, loggedIn, obtainCode } from '../support/flow';
import { mutations, pathConfusion, registered } from './redirect-mutations';

const loopback = 'http://127.0.0.1/cb';

describe('a redirect URI that is not the registered one', () => {
  let app: TestApplication;
  let user: Browser;
  before(async () => {
    const client = { public: true, scopes: ['photos:read' as const] };
    const second = 'https://second.example/secret-path';
    app = await startApplication({
      clients: [
        { ...client, clientId: 'app', redirectUris: ['https://app.example/callback'] },
        { ...client, clientId: 'target', redirectUris: [registered, second] },
        { ...client, clientId: 'path', redirectUris: ['https://app.example/cb'] },
        { ...client, clientId: 'native', redirectUris: [loopback, 'http://[::1]/cb', 'http://localhost:3000/cb'] },
      ],
    });
    user = await loggedIn(app);
  });
  after(() => app.close());

  /** By a user who is logged in, and anonymously: a page, here, that names no registered URI. */
  async function expectRefused(url: string): Promise<void> {
    for (const browser of [user, new Browser()]) {
      for (const page of [await browser.request(url), await browser.request(`${url}&prompt=none`)]) refused(page, url);
    }
  }

  function refused({ status, location, body, form }: Page, url: string): void {
    expect([status, location, form], url).to.deep.equal([400, undefined, undefined]);
    expect(body, url).to.not.match(/app\.example|second\.example|secret-path|127\.0\.0\.1|FAKEPATH/);
  }

  it('RU01: is compared with at least forty mutations, all different', () => {
    expect(new Set(mutations).size).to.equal(mutations.length).and.be.at.least(40);
    expect(mutations).to.not.include(registered);
    expect(new Set(pathConfusion).size).to.equal(20);
  });

  it('RU01: the registered one itself is accepted', async () => {
    const code = await obtainCode(app, { client_id: 'target', redirect_uri: registered });
    expect((await exchange(app, code, { client_id: 'target', redirect_uri: registered })).status).to.equal(200);
  });

  for (const uri of mutations) {
    it(`RU01: ${JSON.stringify(uri)} is refused`, async () => {
      await expectRefused(authorizationUrl(app, { client_id: 'target', redirect_uri: uri }));
    });
  }

  for (const tail of pathConfusion) {
    it(`RU02: the tail ${tail} is refused`, async () => {
      // As it is, without the escaping that a careful client does.
      const url = authorizationUrl(app, { client_id: 'path', redirect_uri: undefined });
      await expectRefused(`${url}&redirect_uri=https://app.example/cb${tail}`);
    });
  }

  for (const uri of ['https://app.example/callback#x', 'https://app.example/callback#', 'https://app.example/callback%23']) {
    it(`RU03: ${uri} is refused`, () => expectRefused(authorizationUrl(app, { redirect_uri: uri })));
  }

  for (const uri of [
    'JaVaScript:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'blob:https://app.example/1',
  ]) {
    it(`RU07: ${JSON.stringify(uri)} is refused`, () => expectRefused(authorizationUrl(app, { redirect_uri: uri })));
  }

  for (const uri of ['http://127.0.0.1:1/cb', 'http://127.0.0.1:65535/cb', 'http://[::1]:50000/cb', 'http://localhost:3000/cb']) {
    it(`RU05: ${uri} is accepted for a native client, and the code is bound to it`, async () => {
      const changes = { client_id: 'native', redirect_uri: uri };
      const code = await obtainCode(app, changes);
      expect((await exchange(app, code, { ...changes, redirect_uri: loopback })).body.error).to.equal('invalid_grant');
      expect((await exchange(app, code, changes)).status).to.equal(200);
    });
  }

  for (const uri of [
    'http://attacker@127.0.0.1:9/cb',
    'http://127.0.0.1:9@evil.example/cb',
    'http://127.0.0.2:9/cb',
    'http://127.0.0.1:9/cb/',
    'http://127.0.0.1:9/cb?x=1',
    'http://127.0.0.1:99999/cb',
    'http://localhost:3001/cb',
    'https://127.0.0.1:9/cb',
  ]) {
    it(`RU05: ${uri} is refused for a native client`, () =>
      expectRefused(authorizationUrl(app, { client_id: 'native', redirect_uri: uri })));
  }

  it('RU06: may be left out where one is registered', async () => {
    const code = await obtainCode(app, { redirect_uri: undefined });
    expect((await exchange(app, code, { redirect_uri: undefined })).status).to.equal(200);
  });

  it('RU06: has to be sent where several are registered', async () => {
    await expectRefused(authorizationUrl(app, { client_id: 'target', redirect_uri: undefined }));
  });

  it('RU09: the page says what is wrong, the log what would be right', async () => {
    const page = await user.request(authorizationUrl(app, { client_id: 'target', redirect_uri: 'https://evil.example/typo' }));
    expect(page.body).to.include('redirect_uri').and.not.include('evil.example').and.not.include('second.example');
    expect(app.log.text).to.include('https://evil.example/typo').and.include('https://second.example/secret-path');
  });

  describe('in the log', () => {
    const linesOf = (level: string, client: string): string[] =>
      app.log.lines.filter(line => line.startsWith(`${level} oauth-controllers: client ${client} asked for a redirect URI`));
    const ask = (client_id: string, path = 'x'): Promise<Page> =>
      user.request(authorizationUrl(app, { client_id, redirect_uri: `https://evil.example/${path}` }));

    it('RU09: is a warning once a minute for each client, however often it is asked for', async () => {
      for (const steps of [60, 60, -7200]) {
        app.clock.advance(steps);
        app.log.lines.length = 0;
        for (const client of ['target', 'path', 'target', 'path', 'target']) await ask(client);
        expect([linesOf('warn', 'target').length, linesOf('debug', 'target').length], String(steps)).to.deep.equal([1, 2]);
        expect([linesOf('warn', 'path').length, linesOf('debug', 'path').length], String(steps)).to.deep.equal([1, 1]);
      }
    });

    it('RU09: is cut off, however long it is', async () => {
      app.clock.advance(60);
      app.log.lines.length = 0;
      for (let attempt = 0; attempt < 2; attempt++) await ask('path', 'x'.repeat(7000));
      for (const line of [...linesOf('warn', 'path'), ...linesOf('debug', 'path')])
        expect(line.length)
          .to.be.within(200, 500)
          .and.satisfy(() => line.includes(`https://evil.example/${'x'.repeat(179)}…`));
      expect(app.log.lines.filter(line => line.includes('evil.example'))).to.have.length(2);
    });
  });

  it('RU10: a request cannot bring parameters of a response', async () => {
    for (const extra of ['code=evil', 'state=evil', 'error=x', 'iss=https://evil.example'])
      await expectRefused(authorizationUrl(app, { client_id: 'path', redirect_uri: `https://app.example/cb?${extra}` }));
  });
});
