import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { OAuthController, type OAuthOptions } from 'oauth-controllers';
import { createResourceServer, type ResourceServer, type ResourceServerOptions } from 'oauth-controllers/resource';
import { startApplication, type TestApplication } from '../../support/application';
import { post } from '../../support/flow';
import { MemoryLogger } from '../../support/logger';

const resource = 'https://photos.example';
const service = { grant_type: 'client_credentials', scope: 'photos:read', resource };

describe('a resource server of our own authorization server', () => {
  let app: TestApplication;
  let api: ResourceServer;
  const start = async (verify: ResourceServerOptions['verify'], options: Partial<OAuthOptions>): Promise<void> => {
    const clients = [
      { clientId: 'service', clientSecret: 'secret', scopes: ['photos:read'], grantTypes: ['client_credentials'] },
      { clientId: 'rs', clientSecret: 'rs-secret', introspects: [resource], scopes: [], grantTypes: [] },
    ];
    const resources = { [resource]: {}, 'https://albums.example': {} };
    app = await startApplication({ controllers: [OAuthController], clients, resources, ...options });
    api = await createResourceServer({ issuer: app.url, resource, verify, clock: app.clock, logger: new MemoryLogger() });
  };
  const token = async (changes: object = {}): Promise<string> =>
    (await post(app, { ...service, ...changes }, { basic: 'service', secret: 'secret' })).body.access_token;
  const told = (value: string) => api.authenticate(`Bearer ${value}`).catch(error => error.code);
  afterEach(async () => {
    await api.close();
    await app.close();
  });

  for (const alg of ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])
    it(`JA02: by JWT takes what it signs by ${alg}`, async () => {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...(await exportJWK(privateKey)), alg, kid: 'first' };
      await start('jwks', { tokens: { format: 'jwt' }, keys: { jwks: { keys: [jwk] } } });
      const good = await token();
      expect(decodeProtectedHeader(good)).to.include({ alg, kid: 'first' });
      expect(await told(good)).to.have.nested.property('client.clientId', 'service');
      const [head, payload, signature = ''] = good.split('.');
      expect(await told(`${head}.${payload}.${signature.slice(0, 40)}AA${signature.slice(42)}`)).to.equal('invalid_token');
    });

  it('JA02 PR09: by JWT finds keys and issuer by itself, and takes what is for it alone', async () => {
    await start('jwks', { tokens: { format: 'jwt' } });
    const good = await told(await token());
    expect([good.client.clientId, good.user, good.audience]).to.deep.equal(['service', undefined, [resource]]);
    expect(await told(await token({ resource: 'https://albums.example' }))).to.equal('invalid_token');
    expect(await told(await token({ resource: undefined })), 'for the issuer').to.equal('invalid_token');
  });

  it('JA02: by JWT refuses no good token while keys change', async () => {
    await start('jwks', { tokens: { format: 'jwt' } });
    const living: string[] = [];
    for (let minute = 0; minute < 90; minute++) {
      if (minute % 30 === 5) await app.server.keys.rotate();
      living.push(await token());
      // A token lives for ten minutes: the one of nine minutes ago is good still, whichever key has signed it.
      for (const value of living.slice(-9))
        expect(await told(value), `minute ${minute}`).to.have.nested.property('client.clientId');
      app.clock.advance(60);
    }
  });

  it('PR13 RV07: by introspection learns of a revocation within the bound', async () => {
    await start({ introspect: { clientId: 'rs', clientSecret: 'rs-secret' } }, {});
    const value = await token();
    expect(await told(value)).to.have.nested.property('client.clientId', 'service');
    expect(await told(await token({ resource: 'https://albums.example' }))).to.equal('invalid_token');
    const revoked = await post(app, { token: value }, { basic: 'service', secret: 'secret', path: '/oauth/revoke' });
    expect(revoked.status).to.equal(200);
    app.clock.advance(30);
    expect(await told(value)).to.equal('invalid_token');
  });

  it('loads neither a database nor an authorization server', async () => {
    await start('jwks', {});
    const script = `require('oauth-controllers/resource'); console.log(Object.keys(require.cache).join('\\n'))`;
    const run = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: join(__dirname, '../../../..') });
    expect(run.stderr).to.equal('');
    expect(run.stdout).to.match(/controllers\/resource-server\.js/);
    expect(run.stdout).to.not.match(/node_modules\/typeorm|better-sqlite3|src\/server\.js|src\/typeorm|src\/endpoints\/token/);
  });
});
