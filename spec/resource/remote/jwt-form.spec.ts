import { constants, generateKeyPairSync, KeyObject, type SignKeyObjectInput, sign } from 'node:crypto';
import { expect } from 'chai';
import { issuerKey } from '../../support/issuer';
import { errorOf, resource, startResource, type TestResource } from '../../support/resource';

const encoded = (value: unknown): string =>
  (Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))).toString('base64url');

describe('the form of a JWT that a resource server takes', () => {
  let app: TestResource;
  const header = { alg: 'ES256', typ: 'at+jwt', kid: 'first' };
  const claims = (): object => {
    const now = Math.floor(app.clock.now() / 1000);
    const standard = { iss: app.issuer.url, sub: 'ada', client_id: 'app', scope: 'photos:read', jti: 'one' };
    return { ...standard, aud: resource, iat: now, exp: now + 600 };
  };
  /** With a signature of the right key over exactly this, so that nothing but the form is wrong. */
  const signed = (head: string, payload: string, use: Partial<SignKeyObjectInput> = { dsaEncoding: 'ieee-p1363' }): string => {
    const key = { key: KeyObject.from(app.issuer.key.privateKey), ...use };
    return `${head}.${payload}.${sign('sha256', Buffer.from(`${head}.${payload}`), key).toString('base64url')}`;
  };
  const refused = async (token: string, why: string): Promise<void> => {
    const answer = await app.get(token);
    expect([answer.status, errorOf(answer)], why).to.deep.equal([401, 'invalid_token']);
  };
  beforeEach(async () => {
    app = await startResource();
    const good = await app.get(signed(encoded(header), encoded(claims())));
    expect(good.status, 'what is signed here is good').to.equal(200);
  });
  afterEach(() => app.close());

  it('JA06: has a header in which nothing is critical, and an encoded payload', async () => {
    for (const odd of [
      ...[['exp'], ['b64'], ['alg'], [], null, 'exp', {}, false].map(crit => ({ crit, exp: 1, b64: true })),
      ...[['exp'], ['b64'], [], null].map(crit => ({ crit })),
      ...[true, false, null].map(b64 => ({ b64 })),
    ])
      await refused(signed(encoded({ ...header, ...odd }), encoded(claims())), JSON.stringify(odd));
    const plain = JSON.stringify(claims()).replaceAll('.', '');
    await refused(signed(encoded({ ...header, b64: false, crit: ['b64'] }), encodeURIComponent(plain)), 'not encoded');
  });

  it('JA03: has an algorithm and a type that are text, and an algorithm that is the key’s', async () => {
    for (const odd of [
      ...[['ES256'], { ES256: 1 }, null, true, 'es256', 'ES256 ', 'ES256K', 'RS256', 'PS256', 'EdDSA', 'ES384', undefined].map(
        alg => ({ alg }),
      ),
      ...[['at+jwt'], null, 'at+jwt ', 'text/at+jwt', 'application/application/at+jwt', 'at+jwt;x=1'].map(typ => ({ typ })),
      ...[null, ['first'], 1, 'First', 'second'].map(kid => ({ kid })),
    ])
      await refused(signed(encoded({ ...header, ...odd }), encoded(claims())), JSON.stringify(odd));
  });

  it('JA03: has a kid that is text or none, also where tokens without one were good', async () => {
    const without = { alg: 'ES256', typ: 'at+jwt' };
    for (const round of [1, 2]) {
      expect((await app.get(signed(encoded(without), encoded(claims())))).status, `round ${round}`).to.equal(200);
      for (const kid of [null, '', 'undefined', 'null', []])
        await refused(signed(encoded({ ...without, kid }), encoded(claims())), JSON.stringify(kid));
    }
  });

  it('JA02: may have a scope with more blanks than it needs', async () => {
    for (const scope of [' photos:read', 'photos:read ', 'photos:read  photos:write', '  photos:read   photos:write  ']) {
      const token = await app.api.authenticate(`Bearer ${signed(encoded(header), encoded({ ...claims(), scope }))}`);
      expect([...token.scopes], scope).to.deep.equal(scope.trim().split(/ +/));
    }
    for (const scope of ['', ' ', '   ']) {
      const token = await app.api.authenticate(`Bearer ${signed(encoded(header), encoded({ ...claims(), scope }))}`);
      expect([token.scopes.size, `${token.scopes}`], JSON.stringify(scope)).to.deep.equal([0, '']);
    }
  });

  it('JA06: has parts that are objects in JSON, in UTF-8', async () => {
    const text = JSON.stringify(claims());
    const odd: [string, string, string][] = [
      ...[[], null, 'x', 5, true].map(value => ['a header', encoded(value), encoded(claims())] as [string, string, string]),
      ...[[], [claims()], null, 'x', 5].map(value => ['claims', encoded(header), encoded(value)] as [string, string, string]),
      ['broken', encoded(header), encoded(Buffer.from(text.slice(0, -1)))],
      ['more', encoded(header), encoded(Buffer.from(`${text}{}`))],
      ['a mark of the byte order', encoded(header), encoded(Buffer.from(`\ufeff${text}`))],
      ['no UTF-8', encoded(header), encoded(Buffer.from(text.replace('ada', 'a\xffa'), 'latin1'))],
      [
        'no UTF-8 in the header',
        encoded(Buffer.from(`{"x":"\xff",${JSON.stringify(header).slice(1)}`, 'latin1')),
        encoded(claims()),
      ],
    ];
    for (const [why, head, payload] of odd) await refused(signed(head, payload), why);
  });

  it('JA06: has one spelling: no padding, no other alphabet, no bits that stand for nothing', async () => {
    const [head, payload] = [encoded(header), encoded(claims())];
    const good = signed(head, payload);
    await refused(`${good}==`, 'padding');
    await refused(`${good}.`, 'a fourth part');
    await refused(good.slice(0, -1), 'a character less');
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // 64 bytes leave four bits of the last character unused.
    for (const bit of [1, 2, 4, 8])
      await refused(good.slice(0, -1) + last[last.indexOf(good.slice(-1)) ^ bit], `a bit that stands for nothing: ${bit}`);
    let other = good;
    while (!/[-_][^.]*$/.test(other.slice(other.lastIndexOf('.')))) other = signed(head, payload);
    const end = other.slice(other.lastIndexOf('.'));
    await refused(`${head}.${payload}${end.replaceAll('-', '+').replaceAll('_', '/')}`, 'base64');
    const long = encoded({ ...header, x: '' }).length % 4 === 0 ? { ...header, x: 'a' } : { ...header, x: '' };
    await refused(signed(`${encoded(long).slice(0, -1)}~`, payload), 'a character of no alphabet');
  });

  it('JA02: has a signature of one form', async () => {
    const [head, payload] = [encoded(header), encoded(claims())];
    await refused(signed(head, payload, { dsaEncoding: 'der' }), 'DER');
    const bytes = Buffer.from(signed(head, payload).split('.')[2] ?? '', 'base64url');
    for (const [why, wrong] of [
      ['nothing but zeros', Buffer.alloc(64)],
      ['one of two numbers', bytes.subarray(0, 32)],
      ['a byte less', bytes.subarray(0, 63)],
      ['a byte more', Buffer.concat([bytes, Buffer.alloc(1)])],
      ['longer numbers', Buffer.concat([Buffer.alloc(1), bytes.subarray(0, 32), Buffer.alloc(1), bytes.subarray(32)])],
      ['far more', Buffer.alloc(3000, 1)],
    ] as const)
      await refused(`${head}.${payload}.${wrong.toString('base64url')}`, why);
  });

  it('JA03: has the padding and the salt of its algorithm, by an RSA key', async () => {
    const rsa = await issuerKey('RS256', 'rsa');
    app.issuer.published.push(rsa.publicJwk, { ...rsa.publicJwk, kid: 'pss', alg: 'PS256' });
    app.issuer.key = rsa;
    const { RSA_PKCS1_PADDING, RSA_PKCS1_PSS_PADDING } = constants;
    const pss = { padding: RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const token = (alg: string, kid: string, use: Partial<SignKeyObjectInput>) =>
      signed(encoded({ ...header, alg, kid }), encoded(claims()), use);
    expect((await app.get(token('RS256', 'rsa', { padding: RSA_PKCS1_PADDING }))).status).to.equal(200);
    expect((await app.get(token('PS256', 'pss', pss))).status).to.equal(200);
    await refused(token('RS256', 'rsa', pss), 'PSS for RS256');
    await refused(token('PS256', 'pss', { padding: RSA_PKCS1_PADDING }), 'PKCS #1 for PS256');
    await refused(token('PS256', 'rsa', pss), 'a key for RS256');
    await refused(token('RS256', 'pss', { padding: RSA_PKCS1_PADDING }), 'a key for PS256');
    for (const saltLength of [0, 20, 64]) await refused(token('PS256', 'pss', { ...pss, saltLength }), `salt of ${saltLength}`);
  });

  for (const alg of ['ES256', 'ES384', 'ES512', 'EdDSA', 'RS256'])
    it(`JA03: has an algorithm that fits its key, which does not say what it is for: ${alg}`, async () => {
      const key = await issuerKey(alg, 'first');
      app.issuer.published = [{ ...key.publicJwk, alg: undefined }];
      app.clock.advance(3601);
      const privateKey = KeyObject.from(key.privateKey);
      const token = (name: string): string => {
        const input = `${encoded({ ...header, alg: name })}.${encoded(claims())}`;
        const digest = alg === 'EdDSA' ? null : `sha${/(?:256|384|512)$/.exec(name) ?? 256}`;
        const signature = sign(digest, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
        return `${input}.${signature.toString('base64url')}`;
      };
      expect((await app.get(token(alg))).status).to.equal(200);
      const fitting = (name: string): boolean =>
        (alg === 'RS256' && /^[RP]S/.test(name)) || (alg === 'EdDSA' && /^Ed/.test(name));
      for (const name of ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])
        if (name !== alg && !fitting(name)) await refused(token(name), name);
      for (const name of ['none', 'HS256', 'HS384', 'HS512', 'ES256K', 'Ed448', 'ML-DSA-44', 'RSA-OAEP'])
        await refused(token(name), name);
    });

  it('JA03: is of no key that is for something else, and of none that is too short: 503', async () => {
    const { publicJwk } = app.issuer.key;
    for (const odd of [{ use: 'enc' }, { key_ops: ['sign'] }, { alg: 'ES384' }, { kty: 'RSA' }, { crv: 'P-384' }]) {
      app.issuer.published = [{ ...publicJwk, ...odd }];
      app.clock.advance(3601);
      await refused(signed(encoded(header), encoded(claims())), JSON.stringify(odd));
    }
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    app.issuer.published = [{ ...publicKey.export({ format: 'jwk' }), kid: 'first' }];
    app.clock.advance(3601);
    const input = `${encoded({ ...header, alg: 'RS256' })}.${encoded(claims())}`;
    const answer = await app.get(`${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`);
    expect(answer.status).to.equal(503);
  });
});
