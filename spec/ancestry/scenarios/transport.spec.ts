import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { Connection, formType } from '../../support/connection';
import { authorizationUrl, basic, call, exchange, obtainCode, post, refresh } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';
import { asksForPassword, expectErrorPage, toldTo } from './answers';

const overTls = { 'x-forwarded-proto': 'https' };
const machine = { grant_type: 'client_credentials' };
const callback = 'https://app.example/callback';

describe('scenarios: an https issuer behind a proxy', () => {
  let app: TestApplication;
  let browser: Browser;
  let token: string;
  before(async () => {
    app = await startApplication({ tls: true });
    browser = new Browser(overTls);
    const code = await obtainCode(app, {}, browser);
    token = (await exchange(app, code, {}, { headers: overTls })).body.access_token;
  });
  after(() => app.close());

  it('the authorization endpoint shows a page over plain http and redirects nobody', async () => {
    expectErrorPage(await new Browser().request(authorizationUrl(app)));
    expectErrorPage(await new Browser().request(authorizationUrl(app, { prompt: 'none' })));
  });

  it('the authorization endpoint works over TLS', async () => {
    expect(toldTo(callback, await browser.open(authorizationUrl(app)))).to.include.keys('code', 'state');
  });

  it('a password that comes over plain http is not looked at', async () => {
    const visitor = new Browser(overTls);
    const page = await visitor.open(authorizationUrl(app));
    const body = new URLSearchParams([...(page.form?.fields ?? []), ['username', 'ada'], ['password', 'lovelace']]);
    const answer = await visitor.request(page.url, { method: 'POST', body, headers: { 'x-forwarded-proto': 'http' } });
    expectErrorPage(answer);
    expect(answer.headers.get('set-cookie')).to.equal(null);
  });

  it('cookies are for TLS only', async () => {
    const { headers } = await new Browser(overTls).request(authorizationUrl(app));
    expect(headers.get('set-cookie')).to.match(/; *secure/i);
  });

  it('the token endpoint refuses a code over plain http, and the code is not spent', async () => {
    const code = await obtainCode(app, {}, browser);
    expectRefusal(await exchange(app, code), 'invalid_request');
    expect((await exchange(app, code, {}, { headers: overTls })).status).to.equal(200);
  });

  it('the token endpoint refuses a refresh over plain http, and the refresh token is not spent', async () => {
    const { body } = await exchange(app, await obtainCode(app, {}, browser), {}, { headers: overTls });
    expectRefusal(await refresh(app, body.refresh_token ?? ''), 'invalid_request');
    expect((await refresh(app, body.refresh_token ?? '', {}, { headers: overTls })).status).to.equal(200);
  });

  it('the token endpoint refuses client credentials over plain http, and takes them over TLS', async () => {
    expectRefusal(await post(app, machine, { basic: 'service' }), 'invalid_request');
    expect((await post(app, machine, { basic: 'service', headers: overTls })).status).to.equal(200);
  });

  it('the revocation endpoint does nothing over plain http, and revokes over TLS', async () => {
    const { body } = await post(app, machine, { basic: 'service', headers: overTls });
    const revoke = (headers: Record<string, string>) =>
      post(app, { token: body.access_token }, { basic: 'service', path: '/oauth/revoke', headers });
    const status = async () => (await call(app, body.access_token, { headers: overTls })).status;
    expectRefusal(await revoke({}), 'invalid_request');
    expect(await status()).to.equal(200);
    expect((await revoke(overTls)).status).to.equal(200);
    expect(await status()).to.equal(401);
  });

  it('a resource takes no token over plain http, however good it is', async () => {
    const answer = await call(app, token);
    expect(answer.status).to.equal(400);
    expect(answer.headers.get('www-authenticate')).to.include('error="invalid_request"');
  });

  it('a resource takes the token over TLS', async () => {
    expect((await call(app, token, { headers: overTls })).status).to.equal(200);
  });

  for (const value of ['http', 'ftp', 'http, https', '']) {
    it(`x-forwarded-proto ${JSON.stringify(value)} is not https in front of this server`, async () => {
      const { status } = await call(app, token, { headers: { 'x-forwarded-proto': value } });
      expect(status).to.equal(400);
    });
  }
});

describe('scenarios: a loopback issuer', () => {
  let app: TestApplication;
  let connection: Connection;
  before(async () => {
    app = await startApplication();
    connection = new Connection(app);
  });
  after(() => {
    connection.close();
    return app.close();
  });

  it('needs no TLS at any endpoint', async () => {
    expect(asksForPassword(await new Browser().open(authorizationUrl(app)))).to.equal(true);
    const { status, body } = await exchange(app, await obtainCode(app));
    expect(status).to.equal(200);
    expect((await call(app, body.access_token)).status).to.equal(200);
    const revocation = { token: body.access_token, client_id: 'app' };
    expect((await post(app, revocation, { path: '/oauth/revoke' })).status).to.equal(200);
  });

  it('is not taken in by a client that claims a proxy: cookies and answers stay the same', async () => {
    const { headers } = await new Browser(overTls).request(authorizationUrl(app));
    expect(headers.get('set-cookie')).to.not.match(/; *secure/i);
  });

  for (const path of ['/oauth/token', '/oauth/revoke']) {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      it(`${method} ${path} is refused with 405, whatever the credentials`, async () => {
        const body = method === 'GET' ? '' : 'grant_type=client_credentials&token=x';
        const headers = { ...formType, authorization: basic('service') };
        const answer = await connection.send({ method, path, headers, body });
        expectRefusal(answer, 'invalid_request', 405);
        expect(answer.headers.allow).to.equal('POST');
      });
    }

    it(`HEAD ${path} is refused with 405 and no body`, async () => {
      const answer = await connection.send({ method: 'HEAD', path, headers: { authorization: basic('service') } });
      expect([answer.status, answer.headers.allow, answer.text]).to.deep.equal([405, 'POST', '']);
    });
  }

  it('a code in the query of a GET is not spent', async () => {
    const code = await obtainCode(app);
    const { status } = await connection.send({ method: 'GET', path: `/oauth/token?grant_type=authorization_code&code=${code}` });
    expect(status).to.equal(405);
    expect((await exchange(app, code)).status).to.equal(200);
  });

  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    it(`${method} at the authorization endpoint is a page with 405`, async () => {
      const page = await new Browser().request(authorizationUrl(app), { method });
      expectErrorPage(page, 405);
      expect(page.headers.get('allow')).to.equal('GET, POST');
    });
  }
});
