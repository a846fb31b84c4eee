import { expect } from 'chai';
import { OAuthRequest } from 'oauth-controllers';
import { type MacTokenResponse, signMac } from 'oauth-controllers/testing';
import { macOf } from '../../src/tokens/mac';
import { startApplication, type TestApplication } from '../support/application';
import { call, post } from '../support/flow';

/** The key of the draft's examples; the hashes are openssl's: `openssl dgst -sha256 -hmac 489dks293j39 -binary | base64`. */
const key = '489dks293j39';
const vectors = [
  {
    request: { ts: '1336363200', nonce: 'dj83hs9s', method: 'get', uri: '/resource/1?b=1&a=2', host: 'Example.COM', port: '80' },
    sha1: '6T3zZzy2Emppni6bzL7kdRxUWL4=',
    sha256: '1c0l2YIW7g7syyDmVHy2lxCeZK5VouDCuU0T0YOmTOU=',
  },
  {
    request: {
      ...{ ts: '264095', nonce: '7d8f3e4a', method: 'POST', host: 'example.com', port: '443', ext: 'a,b,c' },
      uri: '/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q',
    },
    sha1: 'E/yskF3cIOjmEPW+0WvD3dBUILE=',
    sha256: 'Z9oyDfMu1uzk90Y48whu4WLbT5ThnxyRXmCm4gjWwms=',
  },
];

describe('MAC tokens', () => {
  let app: TestApplication;
  let token: MacTokenResponse;
  const client = {
    clientId: 'mac',
    clientSecret: 'secret of the mac client',
    scopes: ['photos:read'],
    tokens: { type: 'mac' as const },
  };
  before(async () => {
    app = await startApplication({ tokenTypes: ['bearer', 'mac'] });
    await app.server.clients.register(client);
    const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'mac', secret: client.clientSecret });
    token = body as unknown as MacTokenResponse;
  });
  after(() => app.close());

  const now = (): number => Math.floor(app.clock.now() / 1000);
  const sign = (changes: Partial<Parameters<typeof signMac>[1]> = {}): string =>
    signMac(token, { method: 'GET', url: `${app.url}/photos?page=1`, ts: now(), ...changes });
  const send = (authorization: string, path = '/photos?page=1', init: RequestInit = {}): Promise<Response> =>
    fetch(app.url + path, { ...init, headers: { authorization } });

  for (const { request, sha1, sha256 } of vectors) {
    it(`agrees with openssl on ${request.method} ${request.uri}`, () => {
      expect(macOf({ key, algorithm: 'hmac-sha-1' }, request)).to.equal(sha1);
      expect(macOf({ key, algorithm: 'hmac-sha-256' }, request)).to.equal(sha256);
    });
  }

  it('come with mac_key and mac_algorithm, and open the resource for a signed request', async () => {
    expect(token).to.include({ token_type: 'mac', mac_algorithm: 'hmac-sha-256' });
    expect(token.mac_key).to.match(/^[\w-]{43}$/);
    const response = await send(sign());
    expect(response.status).to.equal(200);
    expect(await response.json()).to.include({ client: 'mac' });
  });

  const signed: [string, Parameters<typeof sign>[0]][] = [
    ['another method', { method: 'POST' }],
    ['another path', { url: 'PATH' }],
    ['another query', { url: 'QUERY' }],
    ['another host', { url: 'http://localhost.example/photos?page=1' }],
    ['another port', { url: 'http://localhost:1/photos?page=1' }],
  ];
  for (const [what, changes] of signed) {
    it(`are refused when ${what} was signed`, async () => {
      const url =
        changes?.url === 'PATH'
          ? `${app.url}/photo?page=1`
          : changes?.url === 'QUERY'
            ? `${app.url}/photos?page=2`
            : changes?.url;
      const response = await send(sign({ ...changes, ...(url ? { url } : {}) }));
      expect(response.status).to.equal(401);
      expect(response.headers.get('www-authenticate')).to.include('MAC realm=').and.include('error="invalid_token"');
    });
  }

  it('are refused when any one character of the header is another', async () => {
    const header = sign({ ext: 'app' });
    const places = [...header].flatMap((character, index) => (/[A-Za-z0-9]/.test(character) && index > 4 ? [index] : []));
    const answers = await Promise.all(
      places.map(index => {
        const other = header[index] === 'A' ? 'B' : 'A';
        return send(header.slice(0, index) + other + header.slice(index + 1));
      }),
    );
    expect(answers.filter(({ status }) => status === 200)).to.have.length(0);
    expect(answers.filter(({ status }) => status >= 500)).to.have.length(0);
    expect((await send(header)).status).to.equal(200);
  });

  it('sign the ext too', async () => {
    expect((await send(sign({ ext: 'one' }).replace('ext="one"', 'ext="two"'))).status).to.equal(401);
    expect((await send(sign({ ext: 'one' }))).status).to.equal(200);
  });

  it('are refused outside the time window', async () => {
    expect((await send(sign({ ts: now() - 61 }))).status).to.equal(401);
    expect((await send(sign({ ts: now() + 61 }))).status).to.equal(401);
    expect((await send(sign({ ts: now() + 60 }))).status).to.equal(200);
  });

  it('are refused when the request is replayed, and 50 parallel replays give one success', async () => {
    const header = sign();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(header)));
    expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
    expect(answers.filter(({ status }) => status === 401)).to.have.length(49);
  });

  it('are refused on another process too when the nonce was seen on the first', async () => {
    const other = await startApplication({
      tokenTypes: ['bearer', 'mac'],
      database: app.server.dataSource,
      clock: app.clock,
      issuer: app.url,
    });
    try {
      const host = new URL(app.url).host;
      const header = sign();
      expect((await send(header)).status).to.equal(200);
      const { status } = await rawGet(other.url, '/photos?page=1', { authorization: header, host });
      expect(status).to.equal(401);
      expect((await rawGet(other.url, '/photos?page=1', { authorization: sign(), host })).status).to.equal(200);
    } finally {
      await other.close();
    }
  });

  it('are not accepted as bearer tokens, nor bearer tokens as MAC tokens', async () => {
    expect((await call(app, token.access_token)).status).to.equal(401);
    const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
    const forged = signMac(
      { ...token, access_token: body.access_token },
      { method: 'GET', url: `${app.url}/photos?page=1`, ts: now() },
    );
    expect((await send(forged)).status).to.equal(401);
  });

  for (const header of [
    'MAC',
    'MAC id="x"',
    'MAC id="x", id="y", ts="1", nonce="n", mac="m"',
    'MAC id="x", ts="0x1", nonce="n", mac="m"',
    'MAC foo',
  ]) {
    it(`refuses the malformed header ${header}`, async () => {
      expect((await send(header)).status).to.equal(400);
    });
  }

  it('challenges for both types', async () => {
    const { status, headers } = await call(app);
    expect(status).to.equal(401);
    expect(headers.get('www-authenticate')).to.match(/^Bearer realm="[^"]+", MAC realm="[^"]+"$/);
  });

  it('leave no key in the database', async () => {
    const rows = JSON.stringify(await app.server.dataSource.query('SELECT * FROM oauth_access_token'));
    expect(rows).not.to.include(token.mac_key);
    expect(rows).not.to.include(token.access_token);
  });

  it('RB05: are good once, and for as many guards as one request meets', async () => {
    const request = (headers: Record<string, string>) =>
      new OAuthRequest({ method: 'GET', target: '/photos?page=1', origin: app.url, headers });
    const headers = { authorization: sign(), host: new URL(app.url).host };
    const first = request(headers);
    for (let guards = 0; guards < 3; guards++) expect((await app.server.authenticate(first)).valid).to.equal(true);
    expect((await app.server.authenticate(request(headers))).valid).to.equal(false);
  });

  it('are off by default', async () => {
    const plain = await startApplication();
    try {
      const refused = await plain.server.clients.register(client).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(TypeError).and.have.property('message').that.includes('add it to the option tokenTypes');
      expect(
        (await call(plain, undefined, { headers: { authorization: 'MAC id="x"' } })).headers.get('www-authenticate'),
      ).to.match(/^Bearer realm="[^"]+"$/);
    } finally {
      await plain.close();
    }
  });
});

/** fetch does not let a caller say which Host it talks to. */
async function rawGet(url: string, path: string, headers: Record<string, string>): Promise<{ status: number }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(url + path, { headers }, response => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    })
      .on('error', reject)
      .end();
  });
}
