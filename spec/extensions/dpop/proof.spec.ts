import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { DpopKey, type ProofParts, unsigned } from '../../support/dpop';
import { basic, post } from '../../support/flow';
import { raw } from '../../support/raw';
import { expectRefusal } from '../../support/refusal';

const algorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];

describe('a DPoP proof', () => {
  let app: TestApplication;
  let key: DpopKey;
  let rsa: DpopKey;
  let token: string;
  before(async () => {
    app = await startApplication({ tokenTypes: ['bearer', 'dpop'] });
    key = await DpopKey.create();
    rsa = await DpopKey.create('RS256');
    token = (await ask(await key.proof(app))).body.access_token;
  });
  after(() => app.close());

  const ask = (dpop: string) => post(app, { grant_type: 'client_credentials' }, { basic: 'service', headers: { dpop } });
  const present = async (dpop: string): Promise<Response> =>
    fetch(`${app.url}/photos`, { headers: { authorization: `DPoP ${token}`, dpop } });

  /** The same mistake at both servers: 400 at the token endpoint, 401 at the resource. */
  async function refusedAtBoth(make: (parts: ProofParts) => Promise<string> | string): Promise<void> {
    expectRefusal(await ask(await make({})), 'invalid_dpop_proof');
    const refused = await present(await make({ method: 'GET', url: `${app.url}/photos`, token }));
    expect(refused.status).to.equal(401);
    expect(refused.headers.get('www-authenticate')).to.match(/^DPoP realm="[^"]+", error="invalid_dpop_proof",/);
  }

  for (const alg of algorithms) {
    it(`DP01: is good with ${alg}`, async () => {
      const one = await DpopKey.create(alg);
      const { status, body } = await ask(await one.proof(app));
      expect(status).to.equal(200);
      const headers = await one.headers(app, body.access_token);
      expect((await fetch(`${app.url}/photos`, { headers })).status).to.equal(200);
    });
  }

  for (const typ of [undefined, 'JWT', 'at+jwt', 'dpop', 'dpop+jwt2']) {
    it(`DP01: is refused with the typ ${typ}`, () => refusedAtBoth(parts => key.proof(app, { ...parts, header: { typ } })));
  }

  it('DP01: is refused without a signature', () =>
    refusedAtBoth(async parts => {
      const [, claims] = (await key.proof(app, parts)).split('.');
      const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: key.publicJwk })).toString('base64url');
      return `${header}.${claims}.`;
    }));

  it('DP01: is refused when it is signed with a secret in its own header', () =>
    refusedAtBoth(async parts => {
      const [, claims] = (await key.proof(app, parts)).split('.');
      const jwk = { kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url') };
      const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'HS256', jwk })).toString('base64url');
      const mac = createHmac('sha256', Buffer.alloc(32, 1)).update(`${header}.${claims}`).digest('base64url');
      return `${header}.${claims}.${mac}`;
    }));

  it('DP01: is refused when another key has signed it', async () => {
    const other = await DpopKey.create();
    await refusedAtBoth(parts => key.proof(app, { ...parts, header: { jwk: other.publicJwk } }));
  });

  it('DP01: is refused when any part of it was changed', async () => {
    const good = await key.proof(app);
    for (const part of [0, 1, 2]) {
      const parts = good.split('.');
      const text = parts[part] ?? '';
      parts[part] = `${text.slice(0, 20)}${text[20] === 'A' ? 'B' : 'A'}${text.slice(21)}`;
      expectRefusal(await ask(parts.join('.')), 'invalid_dpop_proof');
    }
    expect((await ask(good)).status).to.equal(200);
  });

  it('DP01: is refused with a private key in its header, whole or in part', async () => {
    await refusedAtBoth(parts => key.proof(app, { ...parts, header: { jwk: key.privateJwk } }));
    await refusedAtBoth(parts => rsa.proof(app, { ...parts, header: { jwk: rsa.privateJwk } }));
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])
      await refusedAtBoth(parts => rsa.proof(app, { ...parts, header: { jwk: { ...rsa.publicJwk, [member]: 'AQAB' } } }));
  });

  it('DP01: is refused without a key, and with one that it only names', () =>
    refusedAtBoth(parts => key.proof(app, { ...parts, header: { jwk: undefined, kid: 'x', jku: 'https://evil.example/' } })));

  for (const separator of [', ', ',', ' ']) {
    it(`DP01: two in one header, with ${JSON.stringify(separator)} between them, are refused`, () =>
      refusedAtBoth(async parts => `${await key.proof(app, parts)}${separator}${await key.proof(app, parts)}`));
  }

  it('DP01: two headers are refused with 400', async () => {
    const dpop = [await key.proof(app), await key.proof(app)];
    const body = 'grant_type=client_credentials';
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: basic('service'), dpop };
    const answer = await raw(`${app.url}/oauth/token`, { method: 'POST', body, headers: headers as never });
    expect(answer.status).to.equal(400);
    expect(JSON.parse(answer.body)).to.include({ error: 'invalid_dpop_proof' });
  });

  for (const [what, claims] of [
    ['another method', { htm: 'PUT' }],
    ['the method in lower case', { htm: 'post' }],
    ['no method', { htm: undefined }],
    ['no URL', { htu: undefined }],
    ['another host', { htu: 'https://evil.example/oauth/token' }],
    ['a relative URL', { htu: '/oauth/token' }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['no iat', { iat: undefined }],
    ['an iat in words', { iat: 'now' }],
  ] as [string, Record<string, unknown>][]) {
    it(`DP02: is refused for ${what}`, () => refusedAtBoth(parts => key.proof(app, { ...parts, claims })));
  }

  for (const [what, change] of [
    ['another path', (url: string) => `${url}/x`],
    ['a path that goes on with a slash', (url: string) => `${url}/`],
    ['a path in other letters', (url: string) => url.replace(/[a-z]+$/, end => end.toUpperCase())],
    ['another port', (url: string) => url.replace(/:\d+\//, ':1/')],
    ['another scheme', (url: string) => url.replace('http:', 'https:')],
    ['a user name in its URL', (url: string) => url.replace('://', '://ada@')],
    ['an escaped slash', (url: string) => url.replace(/\/([a-z]+)$/, '%2F$1')],
  ] as [string, (url: string) => string][]) {
    it(`DP02: is refused for ${what}`, () =>
      refusedAtBoth(parts => key.proof(app, { ...parts, claims: { htu: change(parts.url ?? `${app.url}/oauth/token`) } })));
  }

  for (const [what, change] of [
    ['with a query and a fragment', (url: string) => `${url}?a=b#c`],
    ['in capital letters where they do not matter', (url: string) => url.replace('http://localhost', 'HTTP://LOCALHOST')],
    ['with dots in its path', (url: string) => url.replace('/oauth/', '/x/../oauth/./')],
    ['with needless escapes', (url: string) => url.replace('token', '%74oken')],
  ] as [string, (url: string) => string][]) {
    it(`DP02: is good for its URL ${what}`, async () => {
      const htu = change(`${app.url}/oauth/token`);
      expect((await ask(await key.proof(app, { claims: { htu } }))).status).to.equal(200);
    });
  }

  it('DP02: counts for the issuer, whatever Host says', async () => {
    const { port } = new URL(app.url);
    const send = async (htu: string): Promise<number> => {
      const dpop = await key.proof(app, { claims: { htu } });
      const headers = {
        ...{ 'content-type': 'application/x-www-form-urlencoded', authorization: basic('service') },
        ...{ dpop, host: `evil.example:${port}` },
      };
      const answer = await raw(`${app.url}/oauth/token`, { method: 'POST', body: 'grant_type=client_credentials', headers });
      return answer.status;
    };
    expect(await send(`http://evil.example:${port}/oauth/token`)).to.equal(400);
    expect(await send(`${app.url}/oauth/token`)).to.equal(200);
  });

  for (const [seconds, good] of [
    ...[0, -10, 10, -59, 59].map(one => [one, true] as const),
    ...[-61, 61, -600, 600, -1e9, 1e300].map(one => [one, false] as const),
  ]) {
    it(`DP02: made ${seconds} s from now is ${good ? 'good' : 'refused'}`, async () => {
      const iat = Math.floor(app.clock.now() / 1000) + seconds;
      if (!good) return refusedAtBoth(parts => key.proof(app, { ...parts, claims: { iat } }));
      expect((await ask(await key.proof(app, { claims: { iat } }))).status).to.equal(200);
    });
  }

  const malformed: [string, () => Promise<string> | string][] = [
    ['nothing', () => ''],
    ['a word', () => 'x'],
    ['three dots', () => '...'],
    ['parts that are not JSON', () => 'AAAA.AAAA.AAAA'],
    ['a JSON that is no object', () => unsigned(null, [])],
    ['a number for a URL', () => key.proof(app, { claims: { htu: 5 } })],
    ['a list for a URL', () => key.proof(app, { claims: { htu: [`${app.url}/oauth/token`] } })],
    ['an object for a URL', () => key.proof(app, { claims: { htu: { href: 'x' } } })],
    ['a list for a method', () => key.proof(app, { claims: { htm: ['POST'] } })],
    ['a list for a jti', () => key.proof(app, { claims: { jti: ['x'] } })],
    ['an object for a jti', () => key.proof(app, { claims: { jti: { toString: 'x' } } })],
    ['a number for a jti', () => key.proof(app, { claims: { jti: 1 } })],
    ['a huge jti', () => key.proof(app, { claims: { jti: 'x'.repeat(600) } })],
    ['a list for an iat', () => key.proof(app, { claims: { iat: [1] } })],
    ['an object for a nonce', () => key.proof(app, { claims: { nonce: {} } })],
    ['an exp of long ago', () => key.proof(app, { claims: { exp: 1 } })],
    ['an exp in words', () => key.proof(app, { claims: { exp: 'never' } })],
    ['a huge proof', () => key.proof(app, { claims: { more: 'x'.repeat(9000) } })],
    ['a key inside a key', () => key.proof(app, { header: { jwk: { jwk: key.publicJwk } } })],
    ['a key that is a text', () => key.proof(app, { header: { jwk: JSON.stringify(key.publicJwk) } })],
    ['a list of keys', () => key.proof(app, { header: { jwk: [key.publicJwk] } })],
    ['a key on no curve', () => key.proof(app, { header: { jwk: { ...key.publicJwk, crv: 'P-0' } } })],
    ['a point that is not on the curve', () => key.proof(app, { header: { jwk: { ...key.publicJwk, x: 'AA' } } })],
    ['a key for encryption', () => key.proof(app, { header: { jwk: { ...key.publicJwk, use: 'enc' } } })],
    ['key_ops of another key', () => key.proof(app, { header: { jwk: { ...key.publicJwk, key_ops: ['encrypt'] } } })],
    ['a key of another type', () => key.proof(app, { header: { jwk: rsa.publicJwk } })],
    ['a header that is critical', () => unsigned({ typ: 'dpop+jwt', alg: 'ES256', crit: ['x'], x: 1, jwk: key.publicJwk }, {})],
    ['an algorithm that nobody has', () => unsigned({ typ: 'dpop+jwt', alg: '__proto__', jwk: key.publicJwk }, {})],
    ['an algorithm that is a list', () => unsigned({ typ: 'dpop+jwt', alg: ['ES256'], jwk: key.publicJwk }, {})],
    [
      'a key with a member __proto__',
      () => unsigned(JSON.parse('{"typ":"dpop+jwt","alg":"ES256","jwk":{"__proto__":{"kty":"EC"}}}'), {}),
    ],
  ];
  for (const [what, make] of malformed) {
    it(`DP11: with ${what} is refused, and nothing breaks`, async () => {
      expectRefusal(await ask(await make()), 'invalid_dpop_proof');
      const { status } = await present(await make());
      expect(status).to.equal(401);
    });
  }

  it('DP11: cut off anywhere is refused, and nothing breaks', async () => {
    const good = await key.proof(app);
    const lengths = Array.from({ length: 60 }, (_, index) => Math.floor((good.length * index) / 60));
    const answers = await Promise.all(lengths.map(length => ask(good.slice(0, length))));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.error}`))).to.deep.equal(
      new Set(['400 invalid_dpop_proof']),
    );
  });

  it('means nothing where the server does not accept such tokens', async () => {
    const plain = await startApplication();
    try {
      const answer = await post(plain, { grant_type: 'client_credentials' }, { basic: 'service', headers: { dpop: 'x' } });
      expect(answer.body.token_type).to.equal('Bearer');
    } finally {
      await plain.close();
    }
  });
});
