import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { environment } from '../../samples/quick-start/environment';
import { Browser } from '../support/browser';
import { basic } from '../support/flow';
import { type QuickStart, runQuickStart, startQuickStart, temporaryFolder } from '../support/quick-start';
import { demo, demoTokens, photos, token } from './demo';

describe('npm start', () => {
  const folder = temporaryFolder();
  const database = join(folder.path, 'made/at/first/start.sqlite');
  let sample: QuickStart;
  before(async () => {
    sample = await startQuickStart({ OAUTH_DATABASE: database, SERVICE_SECRET: 'from the environment' });
  });
  after(async () => {
    await sample.stop();
    folder.remove();
  });

  it('answers within 5 seconds', async function () {
    // A machine that is busy with other things is no reason to fail.
    this.retries(2);
    const began = Date.now();
    const another = await startQuickStart({ OAUTH_DATABASE: join(folder.path, 'timed.sqlite') });
    const took = Date.now() - began;
    await another.stop();
    expect(took).to.be.below(5000);
  });

  it('needs nothing in its environment', () => {
    expect(environment({})).to.deep.equal({
      port: 3000,
      database: join(__dirname, '../../../samples/quick-start/oauth.sqlite'),
      framework: 'express',
      serviceSecret: 'service-secret',
    });
  });

  it('prints a link to each endpoint and a warning for each development default', () => {
    for (const path of ['/oauth/playground', '/oauth/authorize', '/oauth/token', '/oauth/revoke', '/photos'])
      expect(sample.output()).to.include(`${sample.url}${path}`);
    expect(sample.output()).to.include(database);
    expect(sample.output().match(/^ +! .+$/gm)).to.have.length(3);
    expect(sample.output())
      .to.match(/ada \/ lovelace/)
      .and.match(/secret from SERVICE_SECRET/)
      .and.match(/plain http/);
    expect(sample.output()).not.to.include('from the environment');
  });

  it('serves the playground that it links to', async () => {
    const answer = await fetch(`${sample.url}/oauth/playground`);
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('content-type')).to.match(/^text\/html/);
    expect(await answer.text()).to.include('<title>OAuth playground</title>');
  });

  it('creates the database named by OAUTH_DATABASE', () => {
    expect(existsSync(database)).to.equal(true);
  });

  it('listens on 127.0.0.1 and on no other address', async () => {
    const others = Object.values(networkInterfaces()).flatMap(list => list ?? []);
    const addresses = others.filter(one => !one.internal && one.family === 'IPv4').map(one => one.address);
    // The whole of 127/8 is this machine on Linux, so that there is always one to try.
    for (const address of process.platform === 'linux' ? ['127.0.0.2', ...addresses] : addresses)
      expect(await answers(address, sample.port), address).to.equal(false);
    expect(await answers('127.0.0.1', sample.port)).to.equal(true);
  });

  for (const [username, password] of [
    ['ada', 'lovelace'],
    ['grace', 'hopper'],
  ] as const) {
    it(`knows the user ${username}`, async () => {
      const { access_token } = await demoTokens(sample, { username, password });
      expect(await (await photos(sample, access_token)).json()).to.deep.equal([{ id: 1, title: 'Sunset', owner: username }]);
    });
  }

  it('guards GET /photos by photos:read and POST /photos by photos:write', async () => {
    const { access_token } = await demoTokens(sample, { scope: 'photos:read' });
    const refused = await photos(sample, access_token, { method: 'POST' });
    expect(refused.status).to.equal(403);
    expect(refused.headers.get('www-authenticate')).to.match(/insufficient_scope.*scope="photos:write"/);
    const both = await demoTokens(sample, { scope: 'photos:read photos:write' });
    expect((await photos(sample, both.access_token, { method: 'POST' })).status).to.equal(201);
    expect((await photos(sample)).status).to.equal(401);
  });

  it('RU05: lets demo return to 127.0.0.1/callback on any port, and nowhere else', async () => {
    for (const good of ['http://127.0.0.1/callback', 'http://127.0.0.1:49152/callback', `${sample.url}/oauth/playground`])
      expect((await new Browser().open(demo(sample, { redirect_uri: good }))).body, good).to.include('name="password"');
    for (const bad of ['http://127.0.0.1:49152/other', 'http://localhost:49152/callback', 'https://127.0.0.1/callback']) {
      const page = await new Browser().open(demo(sample, { redirect_uri: bad }));
      expect(page.status, bad).to.equal(400);
      expect(page.location, bad).to.equal(undefined);
    }
  });

  it('gives service a token for itself, and takes the secret from SERVICE_SECRET', async () => {
    const call = { grant_type: 'client_credentials' };
    const good = await token(sample, call, { authorization: basic('service', 'from the environment') });
    expect(good.body).to.include({ token_type: 'Bearer', scope: 'photos:read' });
    expect(good.body).not.to.have.property('refresh_token');
    expect((await photos(sample, good.body.access_token)).status).to.equal(200);
    const wrong = await token(sample, call, { authorization: basic('service', 'service-secret') });
    expect([wrong.status, wrong.body.error]).to.deep.equal([401, 'invalid_client']);
  });

  it('limits service to photos:read, and demo to its grants', async () => {
    const authorization = basic('service', 'from the environment');
    const wider = await token(sample, { grant_type: 'client_credentials', scope: 'photos:write' }, { authorization });
    expect(wider.body.error).to.equal('invalid_scope');
    const machine = await token(sample, { grant_type: 'client_credentials', client_id: 'demo' });
    expect(machine.body.error).to.equal('unauthorized_client');
  });
});

describe('npm start, refused', () => {
  it('does not run where NODE_ENV is production, and says why', async () => {
    const folder = temporaryFolder();
    const database = join(folder.path, 'production.sqlite');
    const { code, output } = await runQuickStart({ NODE_ENV: 'production', OAUTH_DATABASE: database });
    expect(code).to.equal(1);
    expect(output).to.include('The option users is for development and NODE_ENV is production');
    expect(existsSync(database)).to.equal(false);
    folder.remove();
  });

  it('names the frameworks that there are', async () => {
    const { code, output } = await runQuickStart({ FRAMEWORK: 'fastify' });
    expect(code).to.equal(1);
    expect(output).to.include('FRAMEWORK is fastify; use express or koa.');
  });
});

function answers(address: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: address, port, timeout: 2000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
