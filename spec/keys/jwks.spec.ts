import { expect } from 'chai';
import { createRemoteJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { post } from '../support/flow';
import { operatorKey } from '../support/keys';

const members: Record<string, string[]> = {
  ES256: ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
  RS256: ['alg', 'e', 'kid', 'kty', 'n', 'use'],
  PS256: ['alg', 'e', 'kid', 'kty', 'n', 'use'],
  EdDSA: ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
};

describe('the JWKS endpoint', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ on: framework, tokens: { format: 'jwt' }, keys: { encryptWith: operatorKey } });
    });
    after(() => app.close());
    const get = (init?: RequestInit) => fetch(`${app.url}/oauth/jwks`, init);

    it('MD07: serves the public keys to everybody, for ten minutes', async () => {
      const response = await get({ headers: { origin: 'https://anywhere.example' } });
      expect(response.status).to.equal(200);
      expect(response.headers.get('content-type')).to.match(/^application\/jwk-set\+json/);
      expect(response.headers.get('cache-control')).to.equal('public, max-age=600');
      expect(response.headers.get('pragma')).to.equal(null);
      expect(response.headers.get('access-control-allow-origin')).to.equal('*');
      expect(((await response.json()) as JSONWebKeySet).keys).to.have.length(1);
    });

    it('MD07: is enough for a resource server to verify a token', async () => {
      const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      const keys = createRemoteJWKSet(new URL(`${app.url}/oauth/jwks`));
      const { payload } = await jwtVerify(body.access_token, keys, { issuer: app.url, currentDate: new Date(app.clock.now()) });
      expect(payload.sub).to.equal('service');
    });

    it('answers HEAD, and refuses to be written to', async () => {
      expect((await get({ method: 'HEAD' })).status).to.equal(200);
      const refused = await get({ method: 'POST' });
      expect([refused.status, refused.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD']);
    });
  });

  for (const algorithm of ['ES256', 'RS256', 'PS256', 'EdDSA'] as const)
    it(`MD07: shows of a key for ${algorithm} what is public, and nothing else`, async () => {
      const app = await startApplication({ keys: { encryptWith: operatorKey, algorithm } });
      const { keys } = (await (await fetch(`${app.url}/oauth/jwks`)).json()) as JSONWebKeySet;
      expect(keys.map((key: object) => Object.keys(key).sort())).to.deep.equal([members[algorithm]]);
      expect(keys[0]).to.include({ alg: algorithm, use: 'sig' });
      await app.close();
    });

  it('MD07: does not show a private member that has got into the database', async () => {
    const app = await startApplication({ keys: { encryptWith: operatorKey } });
    await fetch(`${app.url}/oauth/jwks`);
    const table = app.server.dataSource.entityMetadatas.find(({ name }) => /SigningKey/.test(name))?.tablePath;
    await app.server.dataSource.query(`UPDATE "${table}" SET "publicJwk" = json_set("publicJwk", '$.d', 'secret')`);
    app.clock.advance(60);
    expect(await (await fetch(`${app.url}/oauth/jwks`)).text()).to.not.include('secret');
    await app.close();
  });

  it('MD07: a database that cannot be read is 503, and nothing to keep', async () => {
    const app = await startApplication({ keys: { encryptWith: operatorKey } });
    await app.server.dataSource.destroy();
    const response = await fetch(`${app.url}/oauth/jwks`);
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(response.headers.get('access-control-allow-origin')).to.equal('*');
    expect([response.status, ((await response.json()) as { error: string }).error]).to.deep.equal([
      503,
      'temporarily_unavailable',
    ]);
    await app.close();
  });
});
