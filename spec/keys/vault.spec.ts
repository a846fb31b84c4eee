import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { type KeysOptions, OAuthRequest, OAuthServer } from 'oauth-controllers';
import { contextOf } from '../../src/core/context';
import { ManualClock } from '../support/clock';
import { fileDump } from '../support/database';
import { issuer, operatorKey, type Process, startProcess } from '../support/keys';
import { MemoryLogger } from '../support/logger';
import { temporaryFolder } from '../support/quick-start';

const otherKey = 'uZ4kq9xWm2Bv7nHs1Lr8Tf3Yp6Cd5Gjo';

describe('the key of the operator', () => {
  const folder = temporaryFolder();
  let clock: ManualClock;
  const running: Process[] = [];
  let files = 0;
  let database = '';
  beforeEach(() => {
    clock = new ManualClock();
    database = join(folder.path, `${++files}.sqlite`);
  });
  afterEach(async () => {
    for (const { server } of running.splice(0)) await server.close();
  });
  after(() => folder.remove());

  const start = async (keys?: KeysOptions, from = issuer): Promise<Process> => {
    const given = { issuer: from, database, keys, tokens: undefined, clients: undefined, users: undefined };
    const one = await startProcess(clock, given);
    running.push(one);
    return one;
  };
  const restart = async (keys?: KeysOptions): Promise<Process> => {
    for (const { server } of running.splice(0)) await server.close();
    return start(keys);
  };
  const refusal = (work: Promise<unknown>): Promise<Error> =>
    work.then(
      () => expect.fail('nothing was thrown'),
      (error: Error) => error,
    );

  it('seals private keys: nothing in the database opens them', async () => {
    const one = await start({ encryptWith: operatorKey });
    await one.jwks();
    const text = fileDump(database);
    expect(text).to.match(/"crv":"P-256"/);
    expect(text).to.not.match(/"d":/);
    expect(text).to.not.include(operatorKey);
  });

  for (const [what, encryptWith] of [
    ['too short', 'nY0c3hQmV7sTqkzR5pLwXb2dJf8uGa1'],
    ['repetitive', 'a'.repeat(64)],
    ['empty', ''],
    ['no key at all', []],
    ['weak beside a good one', [operatorKey, 'password']],
  ] as const)
    it(`is refused when it is ${what}`, async () => {
      const error = await refusal(start({ encryptWith }));
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message).to.match(/^keys\.encryptWith(\[1\])? can be guessed; give at least 32 random characters/);
    });

  it('can be changed: the new one in front seals, and the old one opens', async () => {
    const first = await (await start({ encryptWith: operatorKey })).jwks();
    const both = await restart({ encryptWith: [otherKey, operatorKey] });
    await both.server.keys.rotate();
    clock.advance(15 * 60);
    const after = await restart({ encryptWith: otherKey });
    const { keys } = await after.jwks();
    expect(keys[0]).to.deep.equal(first.keys[0]);
    expect(keys).to.have.length(2);
    // The second one, which signs now, was sealed under the new key.
    await after.server.keys.rotate();
    expect(await after.server.keys.list()).to.have.length(3);
  });

  it('that is another than that of the other processes gets nothing of its own between them', async () => {
    await (await start({ encryptWith: operatorKey })).jwks();
    const stranger = await start({ encryptWith: otherKey });
    const error = await refusal(stranger.server.keys.rotate());
    expect(error.message).to.match(/^The signing key .+ of the database cannot be opened with keys\.encryptWith; give the key/);
    expect(await stranger.server.keys.list()).to.have.length(1);
  });

  it('is asked for at the start of a server that signs tokens', async () => {
    await (await start({ encryptWith: operatorKey })).jwks();
    const options = { issuer, database, scopes: { a: 'A' }, logger: new MemoryLogger(), clock };
    const error = await refusal(OAuthServer.create({ ...options, keys: { encryptWith: otherKey }, tokens: { format: 'jwt' } }));
    expect(error).to.be.instanceOf(TypeError);
    expect(error.message).to.match(/^The signing key .+ of the database cannot be opened with keys\.encryptWith/);
  });

  it('is made for development beside the database, once, for the owner alone, with a warning', async () => {
    const one = await start();
    expect(readdirSync(folder.path), 'before it is needed').to.not.include(`${files}.sqlite.key`);
    expect(one.log.text).to.not.include('encryptWith');
    const [first] = (await one.jwks()).keys;
    expect(one.log.text).to.include('warn oauth-controllers: keys.encryptWith is missing');
    expect(statSync(`${database}.key`).mode & 0o777).to.equal(0o600);
    const made = readFileSync(`${database}.key`, 'utf8');
    const two = await start();
    await two.server.keys.rotate();
    const again = await restart();
    await again.server.keys.rotate();
    expect((await again.jwks()).keys[0]).to.deep.equal(first);
    expect(readFileSync(`${database}.key`, 'utf8')).to.equal(made);
    expect(
      readdirSync(folder.path).filter(name => name.includes('.key.')),
      'drafts',
    ).to.deep.equal([]);
  });

  it('needs no file for a database in memory', async () => {
    database = ':memory:';
    const one = await start();
    expect((await one.jwks()).keys).to.have.length(1);
    expect(one.log.text).to.include('kept in memory');
  });

  it('has to be given in production', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      const production = 'https://auth.example';
      const one = await start(undefined, production);
      expect((await refusal(one.jwks())).message).to.include('JWKS: 404');
      const unsigned = await refusal(one.server.keys.rotate());
      expect(unsigned.message).to.include('keys.encryptWith is missing and NODE_ENV is production');
      const options = { issuer: production, database, scopes: { a: 'A' }, logger: new MemoryLogger() };
      const atStart = await refusal(OAuthServer.create({ ...options, tokens: { format: 'jwt' } }));
      expect(atStart).to.be.instanceOf(TypeError);
      expect(atStart.message).to.include('keys.encryptWith is missing and NODE_ENV is production');
      const ofResource = await refusal(OAuthServer.create({ ...options, resources: { 'https://a.example': { format: 'jwt' } } }));
      expect(ofResource.message).to.equal(atStart.message);
    } finally {
      if (before === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = before;
    }
  });

  it('seals for one purpose what cannot be opened for another', async () => {
    const { server } = await start({ encryptWith: operatorKey });
    let vault: ReturnType<typeof contextOf>['vault'] | undefined;
    server.registerEndpoint({
      name: 'look',
      async handle(request) {
        vault = contextOf(request).vault;
        return { status: 204, headers: {}, body: '' };
      },
    });
    await server.endpoint('look', new OAuthRequest({ method: 'GET', target: '/', origin: issuer, headers: {} }));
    const sealed = (await vault?.seal('a', { secret: 'ä' })) ?? '';
    expect(sealed).to.not.equal(await vault?.seal('a', { secret: 'ä' }));
    expect(await vault?.unseal('a', sealed)).to.deep.equal({ secret: 'ä' });
    const wrong = await refusal(vault?.unseal('b', sealed) ?? Promise.reject());
    expect(wrong.message).to.equal('What was sealed for b cannot be opened with keys.encryptWith.');
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    expect((await refusal(vault?.unseal('a', changed) ?? Promise.reject())).message).to.include('cannot be opened');
  });
});
