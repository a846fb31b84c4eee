import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { Connection, formType } from '../support/connection';
import { authorizationUrl, exchange, obtainCode, post, tokens } from '../support/flow';
import { expectRefusal } from '../support/refusal';

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'];

describe('names that every object has', () => {
  let app: TestApplication;
  let connection: Connection;
  before(async () => {
    app = await startApplication({ grants: ['authorization_code', 'refresh_token', 'client_credentials', 'password'] });
    connection = new Connection(app);
  });
  after(() => {
    connection.close();
    return app.close();
  });
  afterEach(() => {
    expect(Object.keys(Object.prototype)).to.deep.equal([]);
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined);
  });

  for (const name of names) {
    it(`SE07: ${name} is no client, grant, scope, code, token or user`, async () => {
      const credentials = { grant_type: 'client_credentials' };
      expectRefusal(await post(app, credentials, { basic: name }), 'invalid_client', 401);
      expectRefusal(await post(app, { grant_type: 'authorization_code', code: 'x', client_id: name }), 'invalid_client', 401);
      expectRefusal(await post(app, { grant_type: name }, { basic: 'service' }), 'unsupported_grant_type');
      expectRefusal(await post(app, { ...credentials, scope: name }, { basic: 'service' }), 'invalid_scope');
      expectRefusal(await exchange(app, name), 'invalid_grant');
      expectRefusal(await post(app, { grant_type: 'refresh_token', refresh_token: name, client_id: 'app' }), 'invalid_grant');
      const { status } = await post(app, { token: name, client_id: 'app' }, { path: '/oauth/revoke' });
      expect(status).to.equal(200);
    });

    it(`SE07: ${name} is no client, scope or method at the authorization endpoint`, async () => {
      for (const parameter of ['client_id', 'scope', 'response_type', 'code_challenge_method', 'response_mode']) {
        const url = authorizationUrl(app, { prompt: 'none', [parameter]: name });
        const { status, headers } = await fetch(url, { redirect: 'manual' });
        expect(status, parameter).to.be.within(300, 499);
        expect(headers.get('location') ?? 'error=').to.contain('error=');
      }
    });

    it(`SE07: ${name} as the name of a parameter is a name like any other`, async () => {
      const extra = { [name]: 'x', [`${name}[polluted]`]: 'yes', [`${name}.polluted`]: 'yes', [`x[${name}][polluted]`]: 'yes' };
      expect((await post(app, { grant_type: 'client_credentials', ...extra }, { basic: 'service' })).status).to.equal(200);
      expectRefusal(
        await post(app, { grant_type: 'client_credentials', [name]: ['1', '2'] }, { basic: 'service' }),
        'invalid_request',
      );
      expect((await exchange(app, await obtainCode(app, extra), extra)).status).to.equal(200);
    });
  }

  it('SE07: __proto__ in JSON changes nothing', async () => {
    const headers = { ...formType, 'content-type': 'application/json' };
    const body = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    expectRefusal(await connection.send({ headers, body }), 'invalid_request');
    const { access_token } = await tokens(app, { scope: 'photos:read photos:write' });
    const photo = { path: '/photos', headers: { ...headers, authorization: `Bearer ${access_token}` }, body };
    expect((await connection.send(photo)).status).to.be.below(500);
  });
});
