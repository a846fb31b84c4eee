import { expect } from 'chai';
import { OAuthServer } from 'oauth-controllers';
import { secret, startApplication, type TestApplication } from '../../support/application';
import { Connection, formType } from '../../support/connection';
import { basic, exchange, obtainCode, post } from '../../support/flow';
import { expectRefusal, headerOf } from '../../support/refusal';

const credentials = { grant_type: 'client_credentials' };

describe('what the token endpoint takes', () => {
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

  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    it(`TE01: ${method} is refused with 405 and Allow`, async () => {
      const body = method === 'GET' ? '' : 'grant_type=client_credentials';
      const headers = { ...formType, authorization: basic('service') };
      const answer = await connection.send({ method, headers, body, path: '/oauth/token?grant_type=client_credentials' });
      expectRefusal(answer, 'invalid_request', 405);
      expect(answer.headers.allow).to.equal('POST');
    });
  }

  it('TE01: HEAD is refused with 405 and Allow, without a body', async () => {
    const { status, headers, text } = await connection.send({ method: 'HEAD', headers: { authorization: basic('service') } });
    expect({ status, allow: headers.allow, text }).to.deep.equal({ status: 405, allow: 'POST', text: '' });
  });

  it('TE02: a charset, blanks and another case in the content type are form encoding all the same', async () => {
    const type = 'Application/X-WWW-form-urlencoded ; charset=UTF-8';
    const headers = { 'content-type': type, authorization: basic('service') };
    expect((await connection.send({ headers, body: 'grant_type=client_credentials' })).status).to.equal(200);
  });

  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencodedX', '']) {
    it(`TE02: a body of type ${JSON.stringify(type)} is refused`, async () => {
      const headers = { authorization: basic('service'), ...(type ? { 'content-type': type } : {}) };
      expectRefusal(await connection.send({ headers, body: 'grant_type=client_credentials' }), 'invalid_request');
    });
  }

  it('TE04: parameters that are not known are ignored', async () => {
    const answer = await post(app, { ...credentials, extra: '1', 'a[b]': 'c', 'client_id[]': 'x' }, { basic: 'service' });
    expect(answer.status).to.equal(200);
    expect(answer.body).to.have.all.keys('access_token', 'token_type', 'expires_in', 'scope');
  });

  it('TE08: without grant_type, or with an empty one, it is invalid_request', async () => {
    expectRefusal(await post(app, {}, { basic: 'service' }), 'invalid_request');
    expectRefusal(await post(app, { grant_type: '' }, { basic: 'service' }), 'invalid_request');
  });

  for (const type of ['foo', 'Client_Credentials', 'client_credentials ', 'password', 'implicit', 'é"\\']) {
    it(`TE08: the grant_type ${JSON.stringify(type)} is unsupported_grant_type`, async () => {
      const user = { username: 'ada', password: 'lovelace' };
      expectRefusal(await post(app, { grant_type: type, ...user }, { basic: 'service' }), 'unsupported_grant_type');
    });
  }

  it('TE09: a client that is not registered for the grant is unauthorized_client', async () => {
    expectRefusal(await post(app, credentials, { basic: 'web' }), 'unauthorized_client');
    expectRefusal(await post(app, { ...credentials, client_id: 'app' }), 'unauthorized_client');
    const code = await obtainCode(app, { client_id: 'web' });
    expectRefusal(await exchange(app, code, {}, { basic: 'service' }), 'unauthorized_client');
  });

  it('TE10: credentials in the query are no credentials', async () => {
    const query = new URLSearchParams({ client_id: 'poster', client_secret: secret });
    expectRefusal(await post(app, credentials, { path: `/oauth/token?${query}` }), 'invalid_client', 401);
    const half = await post(app, { ...credentials, client_id: 'poster' }, { path: `/oauth/token?${query}` });
    expectRefusal(half, 'invalid_client', 401);
  });

  it('TE10: a public client does not name itself in the query either', async () => {
    const code = await obtainCode(app);
    const call = { path: '/oauth/token?client_id=app' };
    expectRefusal(await exchange(app, code, { client_id: undefined }, call), 'invalid_client', 401);
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('TE11: no parameter of the grant is read from the query', async () => {
    const call = { basic: 'service', path: '/oauth/token?grant_type=client_credentials' };
    expectRefusal(await post(app, {}, call), 'invalid_request');
    const code = await obtainCode(app);
    expectRefusal(await exchange(app, code, { code: undefined }, { path: `/oauth/token?code=${code}` }), 'invalid_request');
    const wider = { basic: 'service', path: '/oauth/token?scope=photos:write' };
    expect((await post(app, { ...credentials, scope: 'photos:read' }, wider)).body.scope).to.equal('photos:read');
  });

  it('TE11: a query that nobody can read does no harm', async () => {
    const headers = { ...formType, authorization: basic('service') };
    const answer = await connection.send({ path: '/oauth/token?%zz=%00&%', headers, body: 'grant_type=client_credentials' });
    expect(answer.status).to.equal(200);
  });

  it('SE05: a server whose issuer is https refuses plain http, and takes what came over TLS', async () => {
    const tls = await startApplication({ tls: true });
    try {
      const plain = await post(tls, credentials, { basic: 'service' });
      expectRefusal(plain, 'invalid_request');
      const headers = { 'x-forwarded-proto': 'https' };
      expect((await post(tls, credentials, { basic: 'service', headers })).status).to.equal(200);
      expectRefusal(await post(tls, { token: 'x' }, { basic: 'service', path: '/oauth/revoke' }), 'invalid_request');
    } finally {
      await tls.close();
    }
  });

  it('SE05: an issuer of plain http is refused at start, unless it is this machine', async () => {
    const refused = ['http://auth.example', 'http://127.0.0.1.example.com', 'http://10.0.0.1', 'ftp://auth.example'];
    for (const issuer of refused) {
      const error: unknown = await OAuthServer.create({ issuer, scopes: {}, database: ':memory:' }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error, issuer).to.be.instanceOf(TypeError);
      expect(String(error)).to.contain('use https');
    }
  });

  it('TE01: the answer to a wrong method is JSON that no cache keeps', async () => {
    expect(headerOf(await connection.send({ method: 'GET' }), 'cache-control')).to.equal('no-store');
  });
});
