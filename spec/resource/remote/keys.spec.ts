import { expect } from 'chai';
import { createResourceServer } from 'oauth-controllers/resource';
import { ManualClock } from '../../support/clock';
import { type Answer, issuerKey, saying, silent, TestIssuer } from '../../support/issuer';
import { MemoryLogger } from '../../support/logger';
import { errorOf, resource, startResource, type TestResource } from '../../support/resource';

const metadata = '/.well-known/oauth-authorization-server';
const openid = '/.well-known/openid-configuration';

describe('the keys of an authorization server', () => {
  let app: TestResource;
  const start = async (options: Parameters<typeof startResource>[0] = {}): Promise<void> => {
    app = await startResource(options);
  };
  const status = async (token: string): Promise<number> => (await app.get(token)).status;
  const refusedFor503 = (response: Response): void => {
    expect(response.status).to.equal(503);
    expect(response.headers.get('retry-after')).to.match(/^[1-9]\d*$/);
    expect(response.headers.get('www-authenticate')).to.equal(null);
  };
  afterEach(() => app.close());

  it('are fetched once, before the first request, and then for many', async () => {
    await start();
    expect(app.issuer.asked).to.deep.equal([metadata, '/jwks']);
    for (let i = 0; i < 5; i++) expect(await status(await app.issuer.token())).to.equal(200);
    expect(app.issuer.asked.length).to.equal(2);
  });

  it('are fetched by one request at a time', async () => {
    await start();
    app.clock.advance(3601);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => app.issuer.token()));
    expect(await Promise.all(tokens.map(status))).to.deep.equal(tokens.map(() => 200));
    expect([app.issuer.count(metadata), app.issuer.count('/jwks')]).to.deep.equal([2, 2]);
  });

  it('may change: a token of a new one is good at once', async () => {
    await start();
    const old = await app.issuer.token();
    await app.issuer.rotate('second');
    app.issuer.published.push((await issuerKey('ES256', 'third')).publicJwk);
    expect(await status(await app.issuer.token())).to.equal(200);
    expect(app.issuer.count('/jwks')).to.equal(2);
    expect(await status(old), 'a key that was taken back').to.equal(401);
  });

  it('that were taken back end tokens that were verified before, as soon as the keys are fetched anew', async () => {
    await start();
    const old = await app.issuer.token({ exp: Math.floor(app.clock.now() / 1000) + 7200 });
    expect(await status(old)).to.equal(200);
    await app.issuer.rotate('second');
    expect(await status(old)).to.equal(200);
    app.clock.advance(3601);
    expect(await status(old)).to.equal(401);
  });

  it('are fetched at most once a minute for a flood of tokens with unknown ones', async () => {
    await start();
    const stranger = await issuerKey('ES256', 'stranger');
    const tokens = await Promise.all(
      Array.from({ length: 100 }, (_, i) => app.issuer.token({}, { kid: `unknown ${i}` }, stranger)),
    );
    const good = await app.issuer.token();
    for (let minute = 1; minute <= 3; minute++) {
      const answers = await Promise.all(tokens.map(token => app.get(token)));
      for (const answer of answers) expect([answer.status, errorOf(answer)]).to.deep.equal([401, 'invalid_token']);
      expect(await status(good)).to.equal(200);
      expect(app.issuer.count('/jwks')).to.equal(1 + minute);
      app.clock.advance(61);
    }
  });

  it('of a server that is away let nobody in: 503 with Retry-After, until it is there', async () => {
    await start({ prepare: issuer => issuer.leave() });
    const token = await app.issuer.token();
    refusedFor503(await app.get(token));
    expect((await app.get()).status, 'who has no token is told so all the same').to.equal(401);
    expect(app.log.text).to.include('could not be asked');
    await app.issuer.comeBack();
    app.clock.advance(11);
    expect(await status(token)).to.equal(200);
  });

  it('that nobody can look for, because the server is away, are no reason to call a token bad: 503', async () => {
    await start();
    const known = await app.issuer.token();
    await app.issuer.rotate('second');
    const unknown = await app.issuer.token();
    await app.issuer.leave();
    for (const wait of [0, 0, 30]) {
      app.clock.advance(wait);
      refusedFor503(await app.get(unknown));
    }
    expect(await status(known)).to.equal(200);
    await app.issuer.comeBack();
    app.clock.advance(31);
    expect(await status(unknown)).to.equal(200);
  });

  /** A page of some proxy in front of it, say, that is JSON and good for an hour by its own word. */
  const upgrading: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=3600' });
    response.end(JSON.stringify({ message: 'upgrading' }));
  };

  it('stay where something else comes in their place while somebody looks for an unknown one', async () => {
    await start();
    const known = await app.issuer.token();
    app.issuer.answers.set('/jwks', upgrading);
    await app.issuer.rotate('second');
    const unknown = await app.issuer.token();
    refusedFor503(await app.get(unknown));
    expect(app.log.text).to.include('it is no JWK Set');
    expect(await status(known)).to.equal(200);
    app.issuer.answers.delete('/jwks');
    app.clock.advance(61);
    expect(await status(unknown)).to.equal(200);
  });

  for (const [what, odd] of [
    ['something else', () => upgrading],
    ['metadata of another issuer', () => saying({ issuer: 'https://evil.example' })],
    ['metadata that do not name them', ({ url }: TestIssuer) => saying({ issuer: url })],
  ] as const)
    it(`are found again soon after ${what} came in the place of the metadata`, async () => {
      await start({ prepare: issuer => issuer.answers.set(metadata, odd(issuer)) });
      refusedFor503(await app.get(await app.issuer.token()));
      app.issuer.answers.delete(metadata);
      app.clock.advance(11);
      expect(await status(await app.issuer.token())).to.equal(200);
    });

  it('that were all taken back open nothing: a set without keys is one', async () => {
    await start();
    const token = await app.issuer.token();
    expect(await status(token)).to.equal(200);
    app.issuer.published = [];
    const other = await issuerKey('ES256', 'other');
    expect(await status(await app.issuer.token({}, {}, other))).to.equal(401);
    expect(await status(token)).to.equal(401);
  });

  it('are not relied on for ever when the server is away', async () => {
    await start();
    const token = await app.issuer.token({ exp: Math.floor(app.clock.now() / 1000) + 7200 });
    expect(await status(token)).to.equal(200);
    await app.issuer.leave();
    expect(await status(await app.issuer.token())).to.equal(200);
    app.clock.advance(3601);
    refusedFor503(await app.get(token));
  });

  const nonsense: [string, Answer][] = [
    ['nothing for ever', silent],
    ['an error', saying({ error: 'server_error' }, 500)],
    ['not found', saying({}, 404)],
    ['a list', saying([])],
    ['nothing of the kind', saying({ a: 1 })],
    ['keys that are no list', saying({ keys: 'x' })],
    ['keys that are no keys', saying({ keys: [1, null, 'x'] })],
    ['a page', (_request, response) => response.end('<html>')],
    ['half an answer', (_request, response) => void response.writeHead(200, { 'content-length': '100' }).write('{')],
    ['a huge answer', (_request, response) => response.end(JSON.stringify({ keys: [], padding: 'x'.repeat(1_000_000) }))],
    ['another way', (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ];
  for (const [what, answer] of nonsense)
    for (const path of [metadata, '/jwks'])
      it(`are 503 within five seconds where ${path} answers ${what}`, async () => {
        await start({
          prepare: issuer => {
            issuer.answers.set(path, answer);
            issuer.answers.set(
              '/elsewhere',
              saying({ issuer: issuer.url, keys: issuer.published, jwks_uri: `${issuer.url}/jwks` }),
            );
          },
        });
        const before = performance.now();
        refusedFor503(await app.get(await app.issuer.token()));
        expect(performance.now() - before).to.be.below(5000);
      });

  it('that nothing can be verified with are 503', async () => {
    await start();
    const { publicJwk } = app.issuer.key;
    for (const key of [
      { ...publicJwk, x: 'AAAA' },
      { ...publicJwk, d: publicJwk.x },
    ]) {
      app.issuer.published = [key];
      app.clock.advance(3601);
      refusedFor503(await app.get(await app.issuer.token()));
    }
  });

  it('TD04: are those of the issuer, character for character', async () => {
    for (const other of ['https://evil.example', undefined]) {
      await start({
        prepare: issuer =>
          issuer.answers.set(metadata, saying({ issuer: other ?? `${issuer.url}/`, jwks_uri: `${issuer.url}/jwks` })),
      });
      refusedFor503(await app.get(await app.issuer.token()));
      expect(app.issuer.count('/jwks')).to.equal(0);
      expect(app.log.text).to.include('says that it is of');
      const [said = ''] = app.log.lines.filter(line => line.startsWith('warn'));
      expect(said.split('\n')[0]).to.match(
        other ? /says that it is of "https:..evil\.example"\. / : /"; write it so in the option issuer\. /,
      );
      if (other) await app.close();
    }
  });

  it('are found by the metadata of an issuer with a path', async () => {
    await start({ issuerPath: '/tenant1' });
    expect(app.issuer.asked).to.deep.equal([`${metadata}/tenant1`, '/jwks']);
    expect(await status(await app.issuer.token())).to.equal(200);
  });

  it('are found by the metadata of OpenID Connect where there is no other, and not sought in vain again', async () => {
    await start({
      prepare: issuer => {
        issuer.answers.set(metadata, saying({}, 404));
        issuer.answers.set(openid, saying({ issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` }));
      },
    });
    expect(await status(await app.issuer.token())).to.equal(200);
    app.clock.advance(3601);
    expect(await status(await app.issuer.token())).to.equal(200);
    expect([app.issuer.count(metadata), app.issuer.count(openid)]).to.deep.equal([1, 2]);
  });

  it('of several issuers are kept apart', async () => {
    const clock = new ManualClock();
    const other = await TestIssuer.start(clock);
    await start({ clock, prepare: issuer => void Object.assign(issuer, { clock }) });
    const log = new MemoryLogger();
    const api = await createResourceServer({ issuer: [app.issuer.url, other.url], resource, clock, logger: log });
    const tell = async (token: string) => api.authenticate(`Bearer ${token}`).catch(error => error.code);
    expect(await tell(await app.issuer.token())).to.have.nested.property('claims.iss', app.issuer.url);
    expect(await tell(await other.token())).to.have.nested.property('claims.iss', other.url);
    expect(await tell(await other.token({ iss: app.issuer.url })), 'a key of the other issuer').to.equal('invalid_token');
    expect(await tell(await other.token({ iss: 'https://third.example' }))).to.equal('invalid_token');
    await api.close();
    await other.close();
  });
});
