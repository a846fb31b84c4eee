import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { type KeyPair, keyPair, postAssertion, Signer } from '../support/assertions';
import type { TokenAnswer } from '../support/flow';
import { type KeyServer, startKeyServer } from '../support/key-server';
import { expectRefusal } from '../support/refusal';

const old = keyPair('ES256', 'old');
const next = keyPair('ES256', 'next');
const minute = 60;

function answering(server: KeyServer, text: string): void {
  server.answer = (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

describe('keys by jwks_uri', () => {
  let app: TestApplication;
  let published: KeyServer;
  beforeEach(async () => {
    published = await startKeyServer();
    published.publish([old.publicJwk]);
    app = await startApplication({
      limits: false,
      // The fetcher's own limits are to be seen, not those of the endpoint around it.
      serviceTimeout: 60_000,
      dangerouslyAllowDocumentsOnLoopback: true,
      clients: [{ clientId: 'signer', authMethod: 'private_key_jwt', jwksUri: published.url, scopes: ['photos:read'] }],
    });
  });
  afterEach(async () => {
    await app.close();
    await published.close();
  });

  const sent = ({ privateKey, publicJwk }: KeyPair, kid: unknown = publicJwk.kid): Promise<TokenAnswer> => {
    const signer = new Signer('signer', 'ES256', privateKey, { issuer: app.url, clock: app.clock });
    return postAssertion(app, signer.sign({ header: { kid } }));
  };
  const accepted = async (key: KeyPair): Promise<void> => {
    const { status, body } = await sent(key);
    expect(status, JSON.stringify(body)).to.equal(200);
  };
  const refused = async (key: KeyPair, kid?: unknown): Promise<void> =>
    expectRefusal(await sent(key, kid), 'invalid_client', 401);

  it('CA15: are fetched when they are needed first, once for many at a time, and kept', async () => {
    expect(published.fetches).to.equal(0);
    const answers = await Promise.all(Array.from({ length: 20 }, () => sent(old)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(20).fill(200));
    expect(published.fetches).to.equal(1);
    app.clock.advance(9 * minute);
    await accepted(old);
    expect(published.fetches).to.equal(1);
    app.clock.advance(2 * minute);
    await accepted(old);
    expect(published.fetches).to.equal(2);
  });

  it('CA15: are kept as long as their server says, a minute at least and an hour at most', async () => {
    for (const [header, seconds] of [
      ['max-age=120', 120],
      ['public, max-age=0', minute],
      ['no-store', minute],
      ['max-age=999999999', 60 * minute],
    ] as const) {
      published.publish([old.publicJwk], { 'cache-control': header });
      app.clock.advance(120 * minute);
      await accepted(old);
      const before = published.fetches;
      app.clock.advance(seconds - 1);
      await accepted(old);
      expect(published.fetches, header).to.equal(before);
      app.clock.advance(1);
      await accepted(old);
      expect(published.fetches, header).to.equal(before + 1);
    }
  });

  it('CA15: a kid that is not known makes us look again, so that a rotated key works at once', async () => {
    await accepted(old);
    published.publish([next.publicJwk]);
    const answers = await Promise.all(Array.from({ length: 20 }, () => sent(next)));
    expect(answers.map(({ status }) => status)).to.deep.equal(Array(20).fill(200));
    expect(published.fetches).to.equal(2);
    await refused(old);
  });

  it('CA15: … and a signature without a kid does', async () => {
    for (const { publicJwk, privateKey } of [old, next]) {
      published.publish([{ ...publicJwk, kid: undefined }]);
      const signer = new Signer('signer', 'ES256', privateKey, { issuer: app.url, clock: app.clock });
      expect((await postAssertion(app, signer.sign())).status).to.equal(200);
    }
    expect(published.fetches).to.equal(2);
  });

  it('CA15: a hundred kids that nobody knows make one fetch a minute at most, in turn and at once', async () => {
    await accepted(old);
    published.publish([next.publicJwk]);
    await accepted(next);
    const rotated = published.fetches;
    for (let n = 0; n < 50; n++) await refused(keyPair('ES256'), `unknown-${n}`);
    await Promise.all(Array.from({ length: 50 }, (_, n) => refused(old, `many-${n}`)));
    expect(published.fetches).to.equal(rotated);
    for (let passed = 1; passed <= 12; passed++) {
      app.clock.advance(minute);
      await Promise.all(Array.from({ length: 20 }, (_, n) => refused(old, `later-${passed}-${n}`)));
      await accepted(next);
      expect(published.fetches, `minute ${passed}`).to.be.at.most(rotated + passed);
    }
  });

  it('CA15: a fetch that fails for an unknown kid takes nothing from the keys that are known', async () => {
    await accepted(old);
    published.answer = (_request, response) => void response.writeHead(500).end();
    const { status, body } = await sent(next);
    expect([status, body.error]).to.deep.equal([503, 'temporarily_unavailable']);
    await accepted(old);
    await refused(next);
    expect(published.fetches).to.equal(2);
  });

  it('CA15: a document of another kind takes nothing from the keys that are known, but one without keys does', async () => {
    await accepted(old);
    const type = { 'content-type': 'application/json', 'cache-control': 'max-age=3600' };
    for (const text of ['{"message":"upgrading"}', '{"keys":[1]}']) {
      published.answer = (_request, response) => void response.writeHead(200, type).end(text);
      await refused(next);
      await accepted(old);
      app.clock.advance(minute);
    }
    published.publish([]);
    await refused(next);
    await refused(old);
  });

  it('CA15: where they cannot be had, nobody gets in, and the address is left alone for a while', async () => {
    published.answer = (_request, response) => void response.writeHead(503).end();
    for (let n = 0; n < 5; n++) {
      const { status, body, headers } = await sent(old);
      expect([status, body.error]).to.deep.equal([503, 'temporarily_unavailable']);
      expect(Number(headers.get('retry-after'))).to.be.above(0);
    }
    expect(published.fetches).to.equal(1);
    published.publish([old.publicJwk]);
    app.clock.advance(11);
    await accepted(old);
  });

  it('CA15: keys that are too old are not used for want of new ones', async () => {
    await accepted(old);
    app.clock.advance(11 * minute);
    published.answer = request => void request.socket.destroy();
    expect((await sent(old)).status).to.equal(503);
  });

  const documents: Record<string, (server: KeyServer) => void> = {
    'a set without keys': server => server.publish([]),
    'a private key': server => server.publish([old.privateJwk]),
    'a symmetric key': server => server.publish([{ kty: 'oct', k: 'c2VjcmV0', kid: 'old' }]),
    'a key for encryption': server => server.publish([{ ...old.publicJwk, use: 'enc' }]),
    'another key of the same kid': server => server.publish([{ ...next.publicJwk, kid: 'old' }]),
    'keys that are no objects': server => server.publish([null as never, 'key' as never]),
    'a key off its curve': server => server.publish([{ ...old.publicJwk, y: old.publicJwk.x }]),
    'a list': server => answering(server, '[]'),
    'a text': server => answering(server, '"keys"'),
    null: server => answering(server, 'null'),
    'an object of another kind': server => answering(server, '{"keys":{}}'),
    'no JSON': server => answering(server, '{'),
    'nothing at all': server => answering(server, ''),
    'a deep nest': server => answering(server, `{"keys":${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
    'a page': server => server.publish([old.publicJwk], { 'content-type': 'text/html' }),
    'a document of no type': server => {
      server.answer = (_request, response) => void response.writeHead(200).end(JSON.stringify({ keys: [old.publicJwk] }));
    },
    'no document': server => {
      server.answer = (_request, response) => void response.writeHead(404).end();
    },
    'more than 64 KiB': server => server.publish([old.publicJwk, { padding: 'x'.repeat(64 * 1024) }]),
  };
  for (const [name, publish] of Object.entries(documents)) {
    it(`CA15: ${name} opens nothing`, async () => {
      publish(published);
      await refused(old);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`CA15: a redirect (${status}) is not followed`, async () => {
      const elsewhere = await startKeyServer();
      elsewhere.publish([old.publicJwk]);
      const headers = { 'content-type': 'application/json', location: elsewhere.url };
      published.answer = (_request, response) =>
        void response.writeHead(status, headers).end(JSON.stringify({ keys: [old.publicJwk] }));
      await refused(old);
      expect(elsewhere.fetches).to.equal(0);
      await elsewhere.close();
    });
  }

  it('CA15: an endless document is cut off', async () => {
    let sending = true;
    published.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = (): unknown => sending && response.write(' '.repeat(16 * 1024), () => setImmediate(chunk));
      response.on('close', () => {
        sending = false;
      });
      chunk();
    };
    await refused(old);
  });

  it('CA15: a server that hangs, or sends a byte now and then, is given up after two seconds', async () => {
    published.answer = () => undefined;
    expect((await sent(old)).status).to.equal(503);
    app.clock.advance(minute);
    let timer: NodeJS.Timeout | undefined;
    published.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      timer = setInterval(() => response.write(' '), 100);
    };
    expect((await sent(old)).status).to.equal(503);
    clearInterval(timer);
  });

  it('CA15: other types of JSON are good, and nothing of us is sent along', async () => {
    let sentHeaders: object = {};
    for (const type of ['application/jwk-set+json', 'Application/JSON; charset=utf-8']) {
      published.answer = (request, response) => {
        sentHeaders = request.headers;
        response.writeHead(200, { 'content-type': type }).end(JSON.stringify({ keys: [old.publicJwk] }));
      };
      app.clock.advance(60 * minute);
      await accepted(old);
    }
    expect(sentHeaders).to.not.have.any.keys('cookie', 'authorization', 'referer');
  });

  it('says at the start that loopback is allowed', () => {
    expect(app.log.text).to.match(/^warn .*dangerouslyAllowDocumentsOnLoopback/m);
  });
});
