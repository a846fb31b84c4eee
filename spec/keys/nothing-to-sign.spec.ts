import { join } from 'node:path';
import { expect } from 'chai';
import { secret, startApplication, type TestApplication } from '../support/application';
import { basic, form } from '../support/flow';
import { temporaryFolder } from '../support/quick-start';

/** Opaque tokens in production, without a key that anything could be sealed under. */
describe('a server that can sign nothing', () => {
  const folder = temporaryFolder();
  const environment = process.env.NODE_ENV;
  const headers = { 'x-forwarded-proto': 'https' };
  let app: TestApplication;
  before(async () => {
    process.env.NODE_ENV = 'production';
    const database = join(folder.path, 'oauth.sqlite');
    app = await startApplication({ tls: true, database, clients: undefined, users: undefined });
    await app.server.clients.register({ clientId: 'service', clientSecret: secret, scopes: ['photos:read'] });
    await app.server.clients.register({ clientId: 'rs', clientSecret: secret, introspects: true, grantTypes: [] });
  });
  after(async () => {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
    await app?.close();
    folder.remove();
  });

  const post = (path: string, client: string, parameters: Record<string, string>, accept?: string): Promise<Response> => {
    const all = { ...headers, authorization: basic(client), ...(accept === undefined ? {} : { accept }) };
    return fetch(app.url + path, { method: 'POST', body: form(parameters), headers: all });
  };

  it('MD04: promises neither keys nor signatures, nor a way to authenticate that needs a sealed secret', async () => {
    const response = await fetch(`${app.url}/.well-known/oauth-authorization-server`, { headers });
    const document = (await response.json()) as Record<string, unknown>;
    expect(document).to.include({ introspection_endpoint: 'https://auth.example/oauth/introspect' });
    expect(document).to.not.have.any.keys('jwks_uri', 'introspection_signing_alg_values_supported');
    for (const kind of ['token', 'revocation', 'introspection']) {
      expect(document[`${kind}_endpoint_auth_methods_supported`])
        .to.include('private_key_jwt')
        .but.not.include('client_secret_jwt');
      expect(document[`${kind}_endpoint_auth_signing_alg_values_supported`]).to.include('ES256').but.not.include('HS256');
    }
    const unsealed = app.server.clients.register({ clientId: 'hmac', clientSecret: secret, authMethod: 'client_secret_jwt' });
    expect(await unsealed.catch((error: unknown) => error)).to.be.instanceOf(TypeError);
  });

  it('MD04: has no keys at the place of the endpoint', async () => {
    expect((await fetch(`${app.url}/oauth/jwks`, { headers })).status).to.equal(404);
  });

  it('IN07: answers about tokens in JSON, whatever the caller would like best', async () => {
    const granted = await post('/oauth/token', 'service', { grant_type: 'client_credentials' });
    const { access_token: token = '' } = (await granted.json()) as Record<string, string>;
    for (const [value, active] of [
      [token, true],
      ['unknown', false],
    ] as const) {
      const answer = await post('/oauth/introspect', 'rs', { token: value }, 'application/token-introspection+jwt');
      expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([200, 'application/json; charset=utf-8']);
      expect(await answer.json()).to.include({ active });
    }
    expect(app.log.lines.filter(line => line.startsWith('error'))).to.deep.equal([]);
  });
});
