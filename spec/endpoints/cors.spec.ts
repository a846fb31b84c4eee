import { expect } from 'chai';
import { redirectUri, startApplication, type TestApplication } from '../support/application';
import { authorizationUrl, form } from '../support/flow';

const registered = new URL(redirectUri).origin;
const endpoints = ['/oauth/token', '/oauth/revoke'];

describe('CORS', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ origins: ['https://spa.example'] });
    await app.server.clients.register({
      clientId: 'late',
      public: true,
      redirectUris: ['https://late.example/cb'],
      scopes: ['photos:read'],
    });
  });
  after(() => app.close());

  const preflight = (path: string, origin: string): Promise<Response> =>
    fetch(app.url + path, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
  const post = (path: string, origin: string, client: string): Promise<Response> =>
    fetch(app.url + path, {
      method: 'POST',
      headers: { origin },
      body: form({ client_id: client, grant_type: 'authorization_code', code: 'x', token: 'x' }),
    });

  for (const path of endpoints) {
    for (const origin of [registered, 'https://spa.example']) {
      it(`BR01: a preflight of ${path} from ${origin} passes, without credentials`, async () => {
        const { status, headers } = await preflight(path, origin);
        expect(status).to.equal(204);
        expect(headers.get('access-control-allow-origin')).to.equal(origin);
        expect(headers.get('access-control-allow-methods')).to.equal('POST');
        expect(headers.get('access-control-allow-credentials')).to.equal(null);
        expect(headers.get('vary')).to.equal('Origin');
      });
    }

    for (const origin of [
      'https://evil.example',
      'null',
      `${registered}.evil.example`,
      registered.replace('https', 'http'),
      `${registered}:8443`,
    ]) {
      it(`BR01: a preflight of ${path} from ${origin} is refused`, async () => {
        const { status, headers } = await preflight(path, origin);
        expect(status).to.equal(405);
        expect(headers.get('access-control-allow-origin')).to.equal(null);
      });

      it(`BR01: an answer of ${path} is not readable from ${origin}`, async () => {
        expect((await post(path, origin, 'app')).headers.get('access-control-allow-origin')).to.equal(null);
      });
    }

    it(`BR01: an answer of ${path}, errors too, is readable from the origin of the client's redirect URI`, async () => {
      const response = await post(path, 'https://late.example', 'late');
      expect(response.headers.get('access-control-allow-origin')).to.equal('https://late.example');
      expect((await post(path, 'https://late.example', 'app')).headers.get('access-control-allow-origin')).to.equal(null);
    });
  }

  it('BR01: the authorization endpoint has no CORS, neither for a preflight nor for an answer', async () => {
    const asked = await fetch(authorizationUrl(app), { headers: { origin: registered }, redirect: 'manual' });
    expect(asked.headers.get('access-control-allow-origin')).to.equal(null);
    expect((await preflight('/oauth/authorize', registered)).headers.get('access-control-allow-origin')).to.equal(null);
  });
});
