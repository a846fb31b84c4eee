import { expect } from 'chai';
import { onEachFramework, type TestApplication } from '../../support/application';
import { call, form, post, tokens } from '../../support/flow';
import { introspect, isActive, photosApi, serviceToken, startIntrospection, webTokens } from '../../support/introspection';
import { expectRefusal, expectUncached } from '../../support/refusal';

describe('the introspection endpoint', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    before(async () => {
      app = await startIntrospection({ on: framework, origins: ['https://spa.example'] });
    });
    after(() => app.close());

    it('IN05: tells of an access token what a resource server has to know', async () => {
      const { access_token: token } = await tokens(app, { scope: 'photos:read photos:write' });
      const now = app.clock.now() / 1000;
      const answer = await introspect(app, token);
      expect(answer.status).to.equal(200);
      expect(answer.body).to.deep.equal({
        active: true,
        iss: app.url,
        sub: 'ada',
        client_id: 'app',
        username: 'ada',
        scope: 'photos:read photos:write',
        iat: now,
        exp: now + 600,
        auth_time: now,
        token_type: 'Bearer',
      });
      expectUncached(answer);
    });

    it('IN05: tells of audiences and of the key that a token is bound to; no claim replaces a member', async () => {
      const token = await serviceToken(app, { for: `${photosApi} https://b.example`, jkt: 'thumbprint' });
      const { body } = await introspect(app, token);
      expect(body).to.deep.include({ active: true, sub: 'service', client_id: 'service', jti: 'the-jti' });
      expect(body).to.deep.include({ aud: [photosApi, 'https://b.example'], cnf: { jkt: 'thumbprint' } });
      expect(body, 'nobody stands behind it').to.not.have.property('username');
    });

    it('IN05: tells of a refresh token to its own client, and that it is no access token', async () => {
      const { refresh_token: token } = await webTokens(app, { for: photosApi });
      const now = app.clock.now() / 1000;
      const { body } = await introspect(app, token, {}, { basic: 'web' });
      expect(body).to.deep.equal({
        active: true,
        iss: app.url,
        sub: 'ada',
        client_id: 'web',
        username: 'ada',
        scope: 'photos:read',
        aud: [photosApi],
        iat: now,
        exp: now + 30 * 24 * 3600,
        token_type: 'N_A',
      });
    });

    it('IN01: needs a client that proves itself', async () => {
      const { access_token: token } = await webTokens(app);
      for (const [parameters, how] of [
        [{}, {}],
        [{}, { basic: 'every-api', secret: 'wrong' }],
        [{ client_id: 'every-api' }, {}],
        [{ client_id: 'every-api', client_secret: 'wrong' }, {}],
        [{ client_id: 'nobody' }, {}],
        [{}, { headers: { authorization: `Bearer ${token}` } }],
      ] as const) {
        const { status, headers, body } = await introspect(app, token, parameters, how);
        expect([status, body.error], JSON.stringify([parameters, how])).to.deep.equal([401, 'invalid_client']);
        expect(headers.get('cache-control')).to.equal('no-store');
      }
      const refused = await introspect(app, token, {}, { basic: 'every-api', secret: 'wrong' });
      expect(refused.headers.get('www-authenticate')).to.match(/^Basic realm="/);
    });

    it('IN01: answers POST only, and reads the form only', async () => {
      const { access_token: token } = await tokens(app);
      const path = `${app.url}/oauth/introspect`;
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
        const { status, headers } = await fetch(`${path}?token=${token}&client_id=app`, { method });
        expect([method, status, headers.get('allow')]).to.deep.equal([method, 405, 'POST']);
      }
      const query = await post(app, { client_id: 'app' }, { path: `/oauth/introspect?token=${token}` });
      expectRefusal(query, 'invalid_request');
      const body = JSON.stringify({ token, client_id: 'app' });
      const json = await fetch(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      expect([json.status, ((await json.json()) as { error: string }).error]).to.deep.equal([400, 'invalid_request']);
    });

    it('IN01: refuses what is no introspection request', async () => {
      const { access_token: token } = await tokens(app);
      const ask = (parameters: Record<string, string | string[]>) =>
        post(app, { client_id: 'app', ...parameters }, { path: '/oauth/introspect' });
      expectRefusal(await ask({}), 'invalid_request');
      expectRefusal(await ask({ token: '' }), 'invalid_request');
      expectRefusal(await ask({ token: [token, token] }), 'invalid_request');
      expectRefusal(await ask({ token, token_type_hint: ['access_token', 'refresh_token'] }), 'invalid_request');
      expectRefusal(await ask({ token: `${token}\0` }), 'invalid_request');
      expectRefusal(await ask({ token: 'x'.repeat(200_000) }), 'invalid_request', 413);
    });

    it('IN01: tells nothing over plain http where the issuer is https', async () => {
      const secured = await startIntrospection({ on: framework, tls: true });
      const tls = { 'x-forwarded-proto': 'https' };
      const granted = await post(secured, { grant_type: 'client_credentials' }, { basic: 'service', headers: tls });
      const { access_token: token } = granted.body;
      expectRefusal(await introspect(secured, token), 'invalid_request');
      const { body } = await introspect(secured, token, {}, { basic: 'every-api', headers: tls });
      expect(body).to.include({ active: true, iss: 'https://auth.example' });
      await secured.close();
    });

    it('IN01: may be called by the pages of registered origins, refusals and inactive answers included', async () => {
      const { access_token: token } = await tokens(app);
      const ask = async (origin: string, parameters: Record<string, string>, method = 'POST') => {
        const body = method === 'POST' ? form(parameters) : undefined;
        const { status, headers } = await fetch(`${app.url}/oauth/introspect`, { method, body, headers: { origin } });
        return [status, headers.get('access-control-allow-origin')];
      };
      const [spa, own] = ['https://spa.example', 'https://app.example'];
      expect(await ask(spa, {}, 'OPTIONS')).to.deep.equal([204, spa]);
      expect(await ask(own, { token, client_id: 'app' })).to.deep.equal([200, own]);
      expect(await ask(own, { token: 'x', client_id: 'app' })).to.deep.equal([200, own]);
      expect(await ask(own, { client_id: 'app' })).to.deep.equal([400, own]);
      expect(await ask('https://evil.example', { token, client_id: 'app' })).to.deep.equal([200, null]);
    });

    it('IN05: finds the token whatever the hint says', async () => {
      const { access_token, refresh_token } = await webTokens(app);
      for (const hint of ['access_token', 'refresh_token', 'nonsense', 'x'.repeat(5000), ''])
        for (const token of [access_token, refresh_token]) {
          const { body } = await introspect(app, token, { token_type_hint: hint }, { basic: 'web' });
          expect(body, `${hint} ${token}`).to.include({ active: true, client_id: 'web' });
        }
    });

    it('IN05: is of use to a resource: what it calls active, the resource serves', async () => {
      const { access_token: token } = await tokens(app);
      expect([await isActive(app, token), (await call(app, token)).status]).to.deep.equal([true, 200]);
    });
  });
});
