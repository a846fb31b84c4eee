import { inspect } from 'node:util';
import { expect } from 'chai';
import { type AccessToken, type OAuthEventName } from 'oauth-controllers';
import { startApplication } from '../support/application';
import { Browser } from '../support/browser';
import { authorizationUrl, call, exchange, obtainCode, post, refresh, tokens } from '../support/flow';

const names: OAuthEventName[] = [
  ...(['clientAuthenticated', 'tokenAuthenticated', 'tokenIssued', 'tokenRevoked', 'codeIssued', 'codeReused'] as const),
  ...(['refreshTokenReused', 'consentGranted', 'consentDenied', 'loginSucceeded', 'loginFailed'] as const),
];

describe('events', () => {
  it('SE03: tell all that happens, and no secret', async () => {
    const app = await startApplication();
    const seen = new Set<string>();
    const printed: string[] = [];
    for (const name of names)
      app.server.events.on(name, facts => {
        seen.add(name);
        printed.push(inspect(facts, { depth: 9 }), JSON.stringify(facts));
      });
    const browser = new Browser();
    const failed = await browser.logIn(await browser.open(authorizationUrl(app)), 'ada', 'a wrong password');
    await browser.deny(await browser.logIn(failed));
    const code = await obtainCode(app);
    const { body } = await exchange(app, code);
    await call(app, body.access_token);
    await exchange(app, code);
    const other = await tokens(app);
    await post(app, { token: other.access_token, client_id: 'app' }, { path: '/oauth/revoke' });
    await refresh(app, other.refresh_token);
    app.clock.advance(300);
    await refresh(app, other.refresh_token);
    expect([...seen]).to.have.members(names);
    const text = printed.join('\n');
    for (const secret of [code, body.access_token, body.refresh_token ?? '', other.access_token, 'lovelace', 'a wrong password'])
      expect(text).to.not.contain(secret);
    await app.close();
  });

  it('tell who denied on the consent page', async () => {
    const app = await startApplication();
    const denials: unknown[] = [];
    app.server.events.on('consentDenied', ({ client, user }) => denials.push([client.clientId, user?.id]));
    const browser = new Browser();
    const login = await browser.open(authorizationUrl(app));
    await browser.deny(await browser.logIn(await browser.open(authorizationUrl(app))));
    // The login page of another tab.
    await browser.deny(login);
    expect(denials).to.deep.equal([
      ['app', 'ada'],
      ['app', undefined],
    ]);
    await app.close();
  });

  it('reach listeners that throw, reject or hang without harm to a request', async () => {
    const app = await startApplication();
    for (const name of names) {
      app.server.events.on(name, () => {
        throw new Error(`${name} threw`);
      });
      app.server.events.on(name, async () => Promise.reject(new Error(`${name} rejected`)));
      app.server.events.on(name, () => new Promise(() => undefined));
    }
    const { access_token, refresh_token } = await tokens(app);
    expect((await call(app, access_token)).status).to.equal(200);
    expect((await refresh(app, refresh_token)).status).to.equal(200);
    for (const name of ['tokenIssued', 'tokenAuthenticated', 'codeIssued', 'loginSucceeded']) {
      expect(app.log.text).to.contain(`A listener of the event ${name} failed; the request went on. Error: ${name} threw`);
      expect(app.log.text).to.contain(`Error: ${name} rejected`);
    }
    await app.close();
  });

  it('SE03: an access token that is printed, spread or serialized does not show its value', async () => {
    const app = await startApplication();
    const seen: AccessToken[] = [];
    const listener = ({ token }: { token: AccessToken }) => seen.push(token);
    app.server.events.on('tokenAuthenticated', listener);
    const { access_token } = await tokens(app);
    await call(app, access_token);
    const [token] = seen;
    expect(token?.value).to.equal(access_token);
    const texts = [
      inspect(token, { depth: 9, showHidden: true }),
      JSON.stringify(token),
      JSON.stringify({ ...token }),
      String(token),
    ];
    for (const text of texts) expect(text).to.not.contain(access_token);
    app.server.events.off('tokenAuthenticated', listener);
    await call(app, access_token);
    expect(seen).to.have.length(1);
    await app.close();
  });
});
