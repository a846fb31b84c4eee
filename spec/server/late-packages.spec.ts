import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { postAssertion, Signer } from '../support/assertions';
import { type SpecDatabase, sqlite } from '../support/databases';
import { DpopKey } from '../support/dpop';
import { authorize, post, type Site, tokens } from '../support/flow';
import { type Processes, startProcesses } from '../support/processes';
import { developmentSigner } from '../support/signer';

const issuer = 'http://localhost:3000';
const clock = Date;

/** An application as small as can be; what it prints is every file that its process has loaded when it listens. */
const application = `
  require('reflect-metadata');
  const { createOAuthServer } = require('oauth-controllers');
  createOAuthServer({
    issuer: '${issuer}',
    database: ':memory:',
    scopes: { 'photos:read': 'See your photos' },
    clients: [{ clientId: 'service', clientSecret: 'a secret', scopes: ['photos:read'] }],
    users: [{ username: 'ada', password: 'lovelace' }],
  }).then(async server => {
    await server.listen(0);
    console.log(JSON.stringify(Object.keys(require.cache)));
    await server.close();
  });
`;

describe('what a start loads', () => {
  let loaded: string[];
  before(function () {
    this.timeout(60_000);
    const output = execFileSync(process.execPath, ['-e', application], { cwd: join(__dirname, '../../..'), encoding: 'utf8' });
    loaded = (JSON.parse(output) as string[]).map(file => file.replaceAll('\\', '/'));
  });
  const filesOf = (part: string): string[] => loaded.filter(file => file.includes(part));

  it('W7: is the library, the framework and the database', () => {
    for (const part of ['/src/server.js', '/node_modules/routing-controllers/', '/node_modules/better-sqlite3/'])
      expect(filesOf(part), part).to.not.be.empty;
  });

  for (const name of ['jose', 'undici', 'rate-limiter-flexible', 'commander', 'eta', 'koa', 'pg', 'mysql2'])
    it(`W7: is not the package ${name}, which no request has needed yet`, () =>
      expect(filesOf(`/node_modules/${name}/`)).to.be.empty);

  it('W7: are no admin pages where there are none', () => {
    expect(filesOf('/src/admin/').map(file => file.slice(file.lastIndexOf('/') + 1))).to.have.members([
      'options.js',
      'routes.js',
    ]);
  });
});

describe('a package that cannot be loaded when it is needed first', () => {
  let database: SpecDatabase;
  let processes: Processes;
  let app: Site;

  async function start(broken: string): Promise<void> {
    database = await sqlite.create();
    processes = await startProcesses(1, { database: database.options, broken });
    [app = { url: '' }] = processes.sites;
  }
  afterEach(async () => {
    await processes.stop();
    await database.drop();
  });

  const assertion = (): string =>
    new Signer('signer', 'ES256', developmentSigner.privateKey, { issuer, clock, kid: developmentSigner.kid }).sign();
  const dpop = async (): Promise<string> => (await DpopKey.create()).proof({ url: issuer, clock });
  const service = { grant_type: 'client_credentials' };

  it('lets a right assertion and a right proof pass while nothing is broken', async () => {
    await start('nothing');
    expect((await postAssertion(app, assertion())).status).to.equal(200);
    const bound = await post(app, service, { basic: 'service', headers: { dpop: await dpop() } });
    expect(bound.body.token_type).to.equal('DPoP');
  });

  it('refuses whoever needs it, and nobody else', async () => {
    await start('jose');
    const [asserted, proven] = [
      await postAssertion(app, assertion()),
      await post(app, service, { basic: 'service', headers: { dpop: await dpop() } }),
    ];
    for (const { status, body } of [asserted, proven]) {
      expect(status).to.be.within(400, 599);
      expect(body).to.have.property('error').and.to.not.equal(undefined);
      expect(body).to.not.have.property('access_token');
    }
    expect((await post(app, service, { basic: 'service' })).status).to.equal(200);
  });

  it('refuses every password where they cannot be counted', async () => {
    await start('rate-limiter-flexible');
    expect((await authorize(app)).location?.searchParams.has('code') ?? false).to.equal(false);
  });

  it('gives a token to who has the right password while they can be counted', async () => {
    await start('nothing');
    expect((await tokens(app)).access_token).to.be.a('string');
  });
});
