import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { OAuthController } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { post } from '../support/flow';
import { freePort } from '../support/free-port';

describe('the sample of a resource server', () => {
  const started: ChildProcess[] = [];
  let app: TestApplication;
  let url: string;

  const start = async (environment: Record<string, string> = {}): Promise<void> => {
    const port = await freePort();
    url = `http://localhost:${port}`;
    app = await startApplication({
      clock: { now: () => Date.now() },
      controllers: [OAuthController],
      resources: { [url]: { format: environment.VERIFY ? 'opaque' : 'jwt' } },
      clients: [
        { clientId: 'service', clientSecret: 'secret', scopes: ['photos:read'], grantTypes: ['client_credentials'] },
        { clientId: 'rs', clientSecret: 'rs-secret', introspects: true, scopes: [], grantTypes: [] },
      ],
    });
    const script = join(__dirname, '../../samples/resource-server/server.mjs');
    const env = { ...process.env, RS_PORT: String(port), ISSUER: app.url, ...environment };
    const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    await once(child.stdout, 'data');
  };
  const token = async (resource?: string): Promise<string> => {
    const body = { grant_type: 'client_credentials', scope: 'photos:read', resource };
    return (await post(app, body, { basic: 'service', secret: 'secret' })).body.access_token;
  };
  const photos = (value?: string): Promise<Response> =>
    fetch(`${url}/photos`, { headers: value === undefined ? {} : { authorization: `Bearer ${value}` } });
  afterEach(async () => {
    for (const child of started.splice(0)) {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      expect(code).to.equal(0);
    }
    await app.close();
  });

  const environments: Record<string, string>[] = [{}, { VERIFY: 'introspect' }];
  for (const environment of environments)
    it(`serves photos to tokens of the issuer that are for it ${JSON.stringify(environment)}`, async () => {
      await start(environment);
      const answer = await photos(await token(url));
      expect([answer.status, await answer.json()]).to.deep.equal([200, [{ id: 1, title: 'Sunset', owner: 'everybody' }]]);
      expect((await photos(await token())).status).to.equal(401);
      const refused = await photos();
      expect(refused.headers.get('www-authenticate')).to.include(`${url}/.well-known/oauth-protected-resource`);
    });
});
