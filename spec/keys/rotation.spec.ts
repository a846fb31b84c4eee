import { expect } from 'chai';
import { decodeProtectedHeader } from 'jose';
import { secret } from '../support/application';
import { ManualClock } from '../support/clock';
import { operatorKey, type Process, shared, startProcess, verified } from '../support/keys';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const states = async ({ server }: Process) => (await server.keys.list()).map(({ state }) => state);
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

describe('signing keys', () => {
  let clock: ManualClock;
  let running: Process[];
  beforeEach(() => {
    clock = new ManualClock();
    running = [];
  });
  afterEach(async () => {
    for (const { server } of running) await server.close();
  });
  const start = async (options: Parameters<typeof startProcess>[1] = {}, own = clock): Promise<Process> => {
    const one = await startProcess(own, options);
    running.push(one);
    return one;
  };

  it('MD08: the next key is published 15 minutes before it signs, and the old one until its last token has expired', async () => {
    const one = await start();
    const first = kidOf(await one.token());
    await one.server.keys.rotate();
    expect(await states(one)).to.deep.equal(['active', 'next']);
    const next = (await one.jwks()).keys[1]?.kid;
    clock.advance(15 * minute - 1);
    const last = await one.token();
    expect(kidOf(last)).to.equal(first);
    clock.advance(1);
    expect(kidOf(await one.token())).to.equal(next);
    expect(await states(one)).to.deep.equal(['retired', 'active']);
    clock.advance(10 * minute - 2);
    await verified(last, await one.jwks(), { now: clock.now() });
    clock.advance(15 * minute + 2);
    expect((await one.jwks()).keys.map(({ kid }) => kid)).to.deep.equal([next]);
  });

  it('MD08: a second command changes nothing while a key waits', async () => {
    const one = await start();
    await one.server.keys.rotate();
    await one.server.keys.rotate();
    expect(await states(one)).to.deep.equal(['active', 'next']);
    clock.advance(15 * minute);
    await one.server.keys.rotate();
    expect(await states(one)).to.deep.equal(['retired', 'active', 'next']);
  });

  it('MD08: a key signs for 30 days, or as long as keys.rotate says, and rows of keys that are over are removed', async () => {
    const one = await start();
    const first = kidOf(await one.token());
    clock.advance(30 * day - 15 * minute);
    expect(kidOf(await one.token())).to.equal(first);
    expect(await states(one)).to.deep.equal(['active', 'next']);
    clock.advance(15 * minute);
    expect(kidOf(await one.token())).to.not.equal(first);
    clock.advance(30 * day - 15 * minute);
    await one.token();
    expect(await states(one)).to.deep.equal(['active', 'next']);
  });

  it('keys.rotate: false leaves the key as it is until the command', async () => {
    const one = await start({ keys: { encryptWith: operatorKey, rotate: false } });
    const first = kidOf(await one.token());
    clock.advance(400 * day);
    expect([kidOf(await one.token()), await states(one)]).to.deep.equal([first, ['active']]);
  });

  it('MD08: a token that lives longer than most keeps its key published as long', async () => {
    const one = await start();
    const { server } = one;
    await server.clients.register({
      ...{ clientId: 'long', clientSecret: secret, scopes: ['photos:read'], tokens: { accessToken: '30d' } },
    });
    const token = await one.token('long');
    await server.keys.rotate();
    clock.advance(30 * day - 1);
    await verified(token, await one.jwks(), { now: clock.now() });
    clock.advance(hour);
    expect((await one.jwks()).keys.map(({ kid }) => kid)).to.not.include(kidOf(token));
  });

  it('a token of another algorithm: the key that waits has it, and both are published', async () => {
    const folder = shared({ type: 'better-sqlite3', database: '' });
    const before = await start({ database: folder.options });
    const old = await before.token();
    await before.server.close();
    running.pop();
    const keys = { encryptWith: operatorKey, algorithm: 'PS256' } as const;
    const one = await start({ database: folder.options, keys });
    clock.advance(minute);
    expect((await one.jwks()).keys.map(({ alg }) => alg)).to.deep.equal(['ES256', 'PS256']);
    expect(decodeProtectedHeader(await one.token()).alg).to.equal('ES256');
    clock.advance(15 * minute);
    expect(decodeProtectedHeader(await one.token()).alg).to.equal('PS256');
    await verified(old, await one.jwks(), { now: clock.now() - 15 * minute * 1000 });
    await one.server.close();
    running.pop();
    folder.remove();
  });

  for (const algorithm of ['ES256', 'RS256', 'PS256', 'EdDSA'] as const)
    it(`signs with ${algorithm}, by which jose verifies`, async () => {
      const one = await start({ keys: { encryptWith: operatorKey, algorithm } });
      const { protectedHeader } = await verified(await one.token(), await one.jwks(), { now: clock.now() });
      expect(protectedHeader.alg).to.equal(algorithm);
    });

  it('goes on with the keys that are there when the next one cannot be made, and says so', async () => {
    const one = await start();
    const first = kidOf(await one.token());
    clock.advance(30 * day);
    const storage = one.server.dataSource;
    const table = storage.entityMetadatas.find(({ name }) => /SigningKey/.test(name))?.tablePath ?? '';
    await storage.query(`CREATE TRIGGER broken BEFORE INSERT ON "${table}" BEGIN SELECT RAISE(ABORT, 'no'); END`);
    expect(kidOf(await one.token())).to.equal(first);
    expect(one.log.text).to.include('error oauth-controllers: the next signing key could not be made; it will be tried again.');
    await storage.query('DROP TRIGGER broken');
    clock.advance(minute);
    await one.token();
    expect(await states(one)).to.deep.equal(['active', 'next']);
  });
});
