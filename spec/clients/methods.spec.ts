import { expect } from 'chai';
import { secret, startApplication, type TestApplication } from '../support/application';
import { exchange, obtainCode, type Parameters, post, refresh, type TokenAnswer } from '../support/flow';
import { expectRefusal } from '../support/refusal';

const credentials = { grant_type: 'client_credentials' };

describe('the client authentication methods', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  const posted = (parameters: Parameters): Promise<TokenAnswer> => post(app, { ...credentials, ...parameters });

  it('CA03: client_secret_post works', async () => {
    const { status, body } = await posted({ client_id: 'poster', client_secret: secret });
    expect(status).to.equal(200);
    expect(body.scope).to.equal('photos:read');
  });

  it('CA03: a wrong secret, an empty one, and a secret without an id are refused', async () => {
    expectRefusal(await posted({ client_id: 'poster', client_secret: 'wrong' }), 'invalid_client', 401);
    expectRefusal(await posted({ client_id: 'poster', client_secret: '' }), 'invalid_client', 401);
    expectRefusal(await posted({ client_secret: secret }), 'invalid_request');
  });

  it('CA03: an unknown client and a wrong secret are answered alike', async () => {
    const unknown = await posted({ client_id: 'nobody', client_secret: secret });
    const wrong = await posted({ client_id: 'poster', client_secret: 'wrong' });
    expect([unknown.status, unknown.body]).to.deep.equal([wrong.status, wrong.body]);
  });

  for (const client of ['service', 'poster']) {
    it(`CA04: Basic and post at once are refused for ${client}, though both are right`, async () => {
      const parameters = { ...credentials, client_id: client, client_secret: secret };
      expectRefusal(await post(app, parameters, { basic: client }), 'invalid_request');
    });
  }

  it('CA04: two methods are refused even when one of them is broken or belongs to another client', async () => {
    const headers = { authorization: 'Basic ?' };
    expectRefusal(
      await post(app, { ...credentials, client_id: 'poster', client_secret: secret }, { headers }),
      'invalid_request',
    );
    expectRefusal(await post(app, { ...credentials, client_secret: 'x' }, { basic: 'service' }), 'invalid_request');
  });

  it('CA06: a client uses the method that it is registered with and no other', async () => {
    expectRefusal(await post(app, credentials, { basic: 'poster' }), 'invalid_client', 401);
    expectRefusal(await posted({ client_id: 'service', client_secret: secret }), 'invalid_client', 401);
    expect((await post(app, credentials, { basic: 'service' })).status).to.equal(200);
  });

  it('CA07: a confidential client that leaves its secret out is refused at the token endpoint', async () => {
    const code = await obtainCode(app, { client_id: 'web' });
    expectRefusal(await exchange(app, code, { client_id: 'web' }), 'invalid_client', 401);
    expectRefusal(await posted({ client_id: 'service' }), 'invalid_client', 401);
    expectRefusal(await posted({ client_id: 'poster' }), 'invalid_client', 401);
    expect((await exchange(app, code, {}, { basic: 'web' })).status).to.equal(200);
  });

  it('CA07: … and at refresh and revocation, where the token stays alive', async () => {
    const { body } = await exchange(app, await obtainCode(app, { client_id: 'web' }), {}, { basic: 'web' });
    const token = body.refresh_token ?? '';
    expectRefusal(await refresh(app, token, { client_id: 'web' }), 'invalid_client', 401);
    expectRefusal(await post(app, { token, client_id: 'web' }, { path: '/oauth/revoke' }), 'invalid_client', 401);
    expect((await refresh(app, token, {}, { basic: 'web' })).status).to.equal(200);
  });

  it('CA08: a public client names itself, and no secret is asked of it', async () => {
    const code = await obtainCode(app);
    expectRefusal(await exchange(app, code, { client_id: undefined }), 'invalid_client', 401);
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('CA08: a secret that a public client sends is no proof', async () => {
    const code = await obtainCode(app);
    expectRefusal(await exchange(app, code, { client_secret: secret }), 'invalid_client', 401);
    expectRefusal(await exchange(app, code, {}, { basic: 'app' }), 'invalid_client', 401);
    expectRefusal(await exchange(app, code, {}, { headers: { authorization: 'Basic YXBwOg==' } }), 'invalid_client', 401);
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('CA08: a code of one public client is of no use to another', async () => {
    expectRefusal(await exchange(app, await obtainCode(app), { client_id: 'other' }), 'invalid_grant');
  });
});
