import { expect } from 'chai';
import { createResourceServer } from 'oauth-controllers/resource';
import { BoundedCache } from '../../../src/resource/remote/bounded-cache';
import { issuerKey } from '../../support/issuer';
import { MemoryLogger } from '../../support/logger';
import { errorOf, resource, startResource, type TestResource } from '../../support/resource';

describe('JWTs that were verified before', () => {
  let app: TestResource;
  const now = (): number => Math.floor(app.clock.now() / 1000);
  const status = async (token: string): Promise<number> => (await app.get(token)).status;
  beforeEach(async () => {
    app = await startResource();
  });
  afterEach(() => app.close());

  it('JA08: expire at the very millisecond', async () => {
    const token = await app.issuer.token({ exp: now() + 10 });
    expect(await status(token)).to.equal(200);
    app.clock.advance(14.999);
    expect(await status(token)).to.equal(200);
    app.clock.advance(0.001);
    expect(await status(token)).to.equal(401);
  });

  for (const claim of ['nbf', 'iat'])
    it(`JA08: are not good before their ${claim}, wherever the clock has been`, async () => {
      const token = await app.issuer.token({ iat: now() - 100, [claim]: now() });
      expect(await status(token)).to.equal(200);
      app.clock.advance(-5);
      expect(await status(token)).to.equal(200);
      app.clock.advance(-0.001);
      expect(await status(token)).to.equal(401);
      app.clock.advance(0.001);
      expect(await status(token)).to.equal(200);
    });

  it('JA08: are no longer refused once they are good', async () => {
    const token = await app.issuer.token({ nbf: now() + 60 });
    expect(await status(token)).to.equal(401);
    app.clock.advance(55);
    expect(await status(token)).to.equal(200);
  });

  it('JA02: end when their key is taken back, at the first request that fetches the keys anew', async () => {
    const old = await app.issuer.token();
    expect([await status(old), await status(old)]).to.deep.equal([200, 200]);
    await app.issuer.rotate('second');
    expect(await status(await app.issuer.token()), 'this one fetches them').to.equal(200);
    expect(await status(old)).to.equal(401);
  });

  it('JA02: end when another key takes the name of theirs', async () => {
    const old = await app.issuer.token({ exp: now() + 7200 });
    expect(await status(old)).to.equal(200);
    await app.issuer.rotate('first');
    app.clock.advance(3601);
    expect(await status(old)).to.equal(401);
    expect(await status(await app.issuer.token())).to.equal(200);
  });

  it('JA02: live on with a key that stays', async () => {
    const old = await app.issuer.token();
    expect(await status(old)).to.equal(200);
    app.issuer.published.push((await issuerKey('ES256', 'second')).publicJwk);
    await app.issuer.rotate('third', false);
    app.issuer.published.push(app.issuer.key.publicJwk);
    expect(await status(await app.issuer.token())).to.equal(200);
    expect(await status(old)).to.equal(200);
  });

  it('PR09 JA02: are good for nobody else: neither another resource of the process nor one that trusts others', async () => {
    const common = { clock: app.clock, logger: new MemoryLogger() };
    const other = await createResourceServer({ ...common, issuer: app.issuer.url, resource: 'https://albums.example' });
    const stranger = await createResourceServer({ ...common, issuer: 'http://localhost:1', resource });
    const both = await app.issuer.token({ aud: [resource, 'https://albums.example'] });
    const one = await app.issuer.token();
    const tell = (api: typeof other, token: string) =>
      api.authenticate(`Bearer ${token}`).then(
        ({ subject }) => subject,
        e => e.code,
      );
    for (const round of [1, 2]) {
      expect([await tell(app.api, one), await tell(app.api, both)], `${round}`).to.deep.equal(['ada', 'ada']);
      expect([await tell(other, one), await tell(other, both)], `${round}`).to.deep.equal(['invalid_token', 'ada']);
      expect([await tell(stranger, one), await tell(stranger, both)]).to.deep.equal(['invalid_token', 'invalid_token']);
    }
    await Promise.all([other.close(), stranger.close()]);
  });

  it('JA02: vouch for no token that differs from them in a bit', async () => {
    const token = await app.issuer.token();
    expect(await status(token)).to.equal(200);
    const [header, payload, end = ''] = token.split('.');
    const signature = Buffer.from(end, 'base64url');
    for (let bit = 0; bit < signature.length * 8; bit += 7) {
      const other = Buffer.from(signature);
      other[bit >> 3] = Number(other[bit >> 3]) ^ (1 << (bit & 7));
      const answer = await app.get(`${header}.${payload}.${other.toString('base64url')}`);
      expect([answer.status, errorOf(answer)], `bit ${bit}`).to.deep.equal([401, 'invalid_token']);
    }
    expect(await status(token)).to.equal(200);
  });

  it('lend no handler what another one reads', async () => {
    const more = { roles: { of: ['reader'] }, groups: ['one'], address: { city: 'Paris' }, none: null };
    const value = await app.issuer.token({ aud: [resource, 'https://albums.example'], ...more });
    const one = await app.api.authenticate(`Bearer ${value}`);
    expect(one.claims).to.deep.include(more);
    (one.audience as string[]).splice(0);
    (one.claims.roles as { of: string[] }).of.push('admin');
    (one.claims.groups as string[]).push('two');
    Object.assign(one.claims.address as object, { city: 'Rome' });
    Object.assign(one.client.metadata, { of: 'admin' });
    for (const shared of [one.client.protocol, one.client.scopes])
      expect(() => Object.assign(shared, { 0: 'admin' })).to.throw(TypeError);
    const two = await app.api.authenticate(`Bearer ${value}`);
    expect(two.audience).to.deep.equal([resource, 'https://albums.example']);
    expect(two.claims).to.deep.include(more);
    expect(two.client.metadata).to.deep.equal({});
  });
});

describe('what keeps them', () => {
  it('holds no more than it may, and those that were used last', () => {
    const cache = new BoundedCache<number>(100);
    const kept = (): number[] => Array.from({ length: 5000 }, (_, i) => i).filter(i => cache.get(`${i}`, 0) !== undefined);
    cache.set('used', -1, 10);
    for (let i = 0; i < 5000; i++) {
      cache.set(`${i}`, i, 10);
      expect(cache.get('used', 0)).to.equal(-1);
    }
    expect(kept()).to.deep.equal(Array.from({ length: 99 }, (_, i) => 4901 + i));
  });

  it('forgets each at its own instant', () => {
    const cache = new BoundedCache<string>(10);
    cache.set('a', 'a', 5);
    cache.set('b', 'b', 6);
    expect([cache.get('a', 4), cache.get('a', 5), cache.get('b', 5)]).to.deep.equal(['a', undefined, 'b']);
    expect(cache.get('a', 4), 'a clock that is set back brings nothing back').to.equal(undefined);
    cache.set('b', 'c', 8);
    expect([cache.get('b', 7), cache.get('b', 8)]).to.deep.equal(['c', undefined]);
  });
});
