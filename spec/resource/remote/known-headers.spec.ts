import { expect } from 'chai';
import { KnownHeaders } from '../../../src/resource/remote/known-headers';
import { issuerKey } from '../../support/issuer';
import { errorOf, startResource, type TestResource } from '../../support/resource';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('headers of JWTs', () => {
  let app: TestResource;
  beforeEach(async () => {
    app = await startResource();
  });
  afterEach(() => app.close());

  /** How often a header with this kid is read meanwhile. */
  async function readings(kid: string, work: () => Promise<unknown>): Promise<number> {
    const { parse } = JSON;
    let count = 0;
    JSON.parse = (text: string, reviver?: Parameters<typeof parse>[1]) => {
      if (text.includes('"typ":"at+jwt"') && text.includes(`"kid":"${kid}"`)) count += 1;
      return parse(text, reviver);
    };
    try {
      await work();
    } finally {
      JSON.parse = parse;
    }
    return count;
  }

  const passes = async (token: string): Promise<void> => {
    expect((await app.get(token)).status).to.equal(200);
  };
  const refused = async (token: string, why: string): Promise<void> => {
    const answer = await app.get(token);
    expect([answer.status, errorOf(answer)], why).to.deep.equal([401, 'invalid_token']);
  };

  it('are read once, and whoever makes some up drives none out', async () => {
    const tokens = await Promise.all(Array.from({ length: 4 }, () => app.issuer.token()));
    const [one = '', ...others] = tokens;
    expect(await readings('first', () => passes(one)), 'the first').to.equal(1);
    const [, payload, signature] = one.split('.');
    const forged = (x: number): string => `${encoded({ alg: 'ES256', kid: 'first', x, typ: 'at+jwt' })}.${payload}.${signature}`;
    for (let x = 0; x < 150; x++) await refused(forged(x), 'a header that is made up');
    const later = await readings('first', async () => {
      for (const other of others) await passes(other);
    });
    expect(later, 'all others').to.equal(0);
    const again = async (): Promise<void> => refused(forged(0), 'again');
    expect([await readings('first', again), await readings('first', again)], 'a bad one').to.deep.equal([1, 1]);
  });

  it('JA02: vouch for no key: another one of the same name, and a bad signature', async () => {
    await passes(await app.issuer.token());
    const stranger = await issuerKey('ES256', 'first');
    await refused(await app.issuer.token({}, {}, stranger), 'another key');
    const [head, , signature] = (await app.issuer.token()).split('.');
    const [, payload] = (await app.issuer.token({ sub: 'grace' })).split('.');
    await refused(`${head}.${payload}.${signature}`, 'another payload');
    app.issuer.published = [{ ...app.issuer.key.publicJwk, use: 'enc' }];
    app.clock.advance(3601);
    await refused(await app.issuer.token(), 'a key that is for something else now');
  });

  it('JA03 JA04: are known by their whole text', async () => {
    const good = await app.issuer.token();
    await passes(good);
    const [head = '', payload, signature] = good.split('.');
    for (const typ of ['JWT', 'logout+jwt', 'dpop+jwt', undefined])
      await refused(await app.issuer.token({}, { typ }), `a token of the type ${typ}`);
    for (const crit of [['exp'], []])
      await refused(`${encoded({ alg: 'ES256', typ: 'at+jwt', kid: 'first', crit })}.${payload}.${signature}`, 'critical');
    for (const other of [`${head}=`, `${head}A`, head.slice(0, -1), head.toLowerCase(), '__proto__', 'constructor', ''])
      await refused(`${other}.${payload}.${signature}`, other);
    await passes(await app.issuer.token());
  });

  it('are kept in small numbers, and none that is long', () => {
    const headers = new KnownHeaders();
    for (let i = 0; i < 1000; i++) headers.keep(`${i}`, { kid: `${i}` });
    const kept = Array.from({ length: 1000 }, (_, i) => headers.of(`${i}`)).filter(one => one !== undefined);
    expect(kept.length).to.be.within(1, 100);
    expect(headers.of('999')).to.deep.equal({ kid: '999' });
    headers.keep('a'.repeat(1025), {});
    expect(headers.of('a'.repeat(1025))).to.equal(undefined);
  });

  it('are what nobody can change', () => {
    const headers = new KnownHeaders();
    headers.keep('one', { alg: 'ES256' });
    const header = headers.of('one') as Record<string, unknown>;
    expect(() => Object.assign(header, { alg: 'none' })).to.throw(TypeError);
    expect(header).to.deep.equal({ alg: 'ES256' });
  });
});
