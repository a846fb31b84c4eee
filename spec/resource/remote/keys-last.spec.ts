import { expect } from 'chai';
import { type Answer, type IssuerKey, issuerKey, type TestIssuer } from '../../support/issuer';
import { startResource, type TestResource } from '../../support/resource';

const metadata = '/.well-known/oauth-authorization-server';

/** JSON that is good for so many seconds. */
const lasting =
  (seconds: number, value: () => unknown): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': `max-age=${seconds}` });
    response.end(JSON.stringify(value()));
  };
const reset: Answer = request => void request.socket.destroy();

describe('keys that are fresh', () => {
  let app: TestResource;
  /** Metadata for five minutes, keys for ten. */
  const prepare = (issuer: TestIssuer, place = '/jwks'): void => {
    issuer.answers.set(
      metadata,
      lasting(300, () => ({ issuer: issuer.url, jwks_uri: issuer.url + place })),
    );
    issuer.answers.set(
      place,
      lasting(600, () => ({ keys: issuer.published })),
    );
  };
  const status = async (token?: string): Promise<number> => (await app.get(token ?? (await app.issuer.token()))).status;
  let other: IssuerKey;
  beforeEach(async () => {
    other = await issuerKey('ES256', 'other');
    app = await startResource({
      prepare: issuer => {
        issuer.published.push(other.publicJwk);
        prepare(issuer);
      },
    });
  });
  afterEach(() => app.close());

  it('are used on where the metadata are too old and nobody is there to be asked for them', async () => {
    const token = await app.issuer.token({ exp: Math.floor(app.clock.now() / 1000) + 7200 });
    expect(await status(token)).to.equal(200);
    await app.issuer.leave();
    app.clock.advance(301);
    expect([await status(token), await status()]).to.deep.equal([200, 200]);
    expect(await status(await app.issuer.token({}, {}, other)), 'of a key that is used for the first time').to.equal(200);
    const stranger = await issuerKey('ES256', 'stranger');
    expect(await status(await app.issuer.token({}, {}, stranger)), 'of a key that cannot be looked for').to.equal(503);
    expect(await status()).to.equal(200);
    app.clock.advance(300);
    expect([await status(token), await status()], 'when they are too old themselves').to.deep.equal([503, 503]);
    await app.issuer.comeBack();
    app.clock.advance(1);
    expect([await status(token), await status()]).to.deep.equal([200, 200]);
  });

  for (const path of [metadata, '/jwks'])
    it(`are there again a second after an attempt at ${path} that failed when they had ended`, async () => {
      const [good] = [app.issuer.answers.get(path) as Answer];
      app.issuer.answers.set(path, reset);
      app.clock.advance(601);
      const before = app.issuer.count(path);
      for (let n = 0; n < 5; n++) expect(await status()).to.equal(503);
      expect(app.issuer.count(path) - before, 'attempts').to.equal(1);
      app.issuer.answers.set(path, good);
      expect(await status()).to.equal(503);
      app.clock.advance(1);
      expect(await status()).to.equal(200);
    });

  it('are looked for where the metadata say it by then', async () => {
    const old = await app.issuer.token({ exp: Math.floor(app.clock.now() / 1000) + 7200 });
    prepare(app.issuer, '/moved');
    app.issuer.answers.delete('/jwks');
    await app.issuer.rotate('second');
    app.clock.advance(301);
    const answers = app.issuer.answers;
    const moved = answers.get('/moved') as Answer;
    answers.set('/moved', reset);
    expect([await status(), await status(old)], 'before they are there').to.deep.equal([503, 200]);
    answers.set('/moved', moved);
    app.clock.advance(11);
    expect([await status(), await status(old)]).to.deep.equal([200, 401]);
  });
});
