import crypto from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { secret, startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { dump, fileDump } from '../support/database';
import { basic, call, exchange, obtainCode, post, refresh, verifier } from '../support/flow';

describe('secrets', () => {
  let app: TestApplication;
  let folder: string;
  let file: string;
  /** Everything that must be found nowhere: by its name. */
  const live: Record<string, string> = { 'client secret': secret, password: 'lovelace' };
  const events: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-secrets-'));
    file = join(folder, 'oauth.sqlite');
    app = await startApplication({ database: file, grants: ['authorization_code', 'refresh_token', 'client_credentials'] });
    for (const name of ['tokenIssued', 'codeIssued', 'codeReused', 'loginFailed', 'clientAuthenticated', 'tokenRevoked'] as const)
      app.server.events.on(name, facts => events.push(inspect(facts, { depth: 8, showHidden: true })));
    await walk();
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  /** Uses everything once, well and badly, with every value that comes by kept. */
  async function walk(): Promise<void> {
    const browser = new Browser();
    live['unused code'] = await obtainCode(app, {}, browser);
    live['used code'] = await obtainCode(app, { client_id: 'web' }, browser);
    const { body } = await exchange(app, live['used code'], {}, { basic: 'web' });
    live['access token'] = body.access_token;
    live['used refresh token'] = body.refresh_token ?? '';
    const next = await refresh(app, body.refresh_token ?? '', {}, { basic: 'web' });
    live['refresh token'] = next.body.refresh_token ?? '';
    live.verifier = verifier;
    for (const { key, value } of await browser.jar.getCookies(app.url)) live[`cookie ${key}`] = value;
    const registered = await app.server.clients.register({ clientId: 'new', scopes: ['photos:read'] });
    live['generated secret'] = registered.clientSecret ?? '';
    live['rotated secret'] = await app.server.clients.rotateSecret('new', { overlap: '1h' });
    await walkBadly();
  }

  async function walkBadly(): Promise<void> {
    live['wrong secret'] = 'a secret that is nobody’s: 1234567890';
    live['unknown token'] = 'an-unknown-token-1234567890';
    await post(app, { grant_type: 'client_credentials' }, { basic: 'service', secret: live['wrong secret'] });
    await post(app, { grant_type: 'client_credentials', client_id: 'poster', client_secret: live['wrong secret'] });
    await post(app, { grant_type: 'client_credentials', client_id: 'web', client_secret: secret }, { basic: 'web' });
    await exchange(app, live['used code'] ?? '', { code_verifier: 'w'.repeat(43) }, { basic: 'web' });
    await exchange(app, live['unused code'] ?? '', { client_id: 'other' });
    await call(app, live['unknown token']);
    await call(app, live['access token'], { method: 'POST' });
    await fetch(`${app.url}/photos?access_token=${live['access token']}`);
    await post(app, { token: live['unknown token'] }, { basic: 'service', path: '/oauth/revoke' });
  }

  function expectNone(text: string, where: string): void {
    expect(text.length, `${where} is empty`).to.be.above(0);
    for (const [name, value] of Object.entries(live)) {
      expect(value.length, `there is no ${name}`).to.be.above(7);
      for (const form of [
        value,
        encodeURIComponent(value),
        Buffer.from(value).toString('base64'),
        Buffer.from(value).toString('hex'),
      ])
        expect(text.includes(form), `${where} has the ${name}`).to.equal(false);
    }
    expect(text.includes(basic('web').slice(6)), `${where} has Basic credentials`).to.equal(false);
  }

  it('SE01, CO12: no code, token, secret, session or password stands in the database', async () => {
    const rows = await dump(app);
    expectNone(rows, 'the database');
    expect(rows, 'codes, tokens and sessions are there at all').to.match(/AuthorizationCode\w*: \[\s*\{\s*hash/);
  });

  it('SE01, CO12: … nor in the bytes of its files', () => {
    expectNone(fileDump(file), 'the file');
  });

  it('CO12: what is stored of a code is its SHA-256, with its date in place of the first 36 bits', async () => {
    const code = live['unused code'] ?? '';
    const hash = crypto.createHash('sha256').update(code).digest('hex');
    const key = code.slice(4, 13) + hash.slice(9);
    expect(await dump(app)).to.contain(`'${key}'`);
  });

  it('SE03, CA18: none stands in the log, whatever went wrong', () => {
    expect(app.log.text).to.contain('invalid_client').and.to.contain('invalid_grant');
    expectNone(app.log.text, 'the log');
  });

  it('SE03: none is told to listeners of events', () => {
    expect(events.length).to.be.above(5);
    expectNone(events.join('\n'), 'an event');
  });

  it('CA18: a client shows neither its secret nor the hash of it', async () => {
    const { client, clientSecret = '' } = await app.server.clients.register({ clientId: 'shown', scopes: ['photos:read'] });
    const found = await app.server.clients.find('shown');
    const hash = crypto.createHash('sha256').update(clientSecret).digest('hex');
    for (const one of [client, found]) {
      const shown = [
        JSON.stringify(one),
        inspect(one, { depth: 9, showHidden: true }),
        String(one),
        Object.entries(one ?? {}).join(),
      ];
      expect(shown.join()).to.contain('shown').and.not.contain(clientSecret).and.not.contain(hash);
    }
  });

  it('CA18: a client that cannot be registered is refused without its secret being told', async () => {
    const input = { clientId: 'bad', clientSecret: 'do not tell this', redirectUris: ['javascript:0'] };
    const error: unknown = await app.server.clients.register(input).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(TypeError);
    expect(inspect(error)).not.to.contain('do not tell');
  });

  it('CA17: a secret of ours has 256 bits', async () => {
    const { clientSecret = '' } = await app.server.clients.register({ scopes: ['photos:read'] });
    for (const one of [clientSecret, live['rotated secret'] ?? '']) expect(Buffer.from(one, 'base64url')).to.have.length(32);
    expect(clientSecret).not.to.equal(live['generated secret']);
  });

  it('CA17: an empty secret cannot be registered', async () => {
    const error: unknown = await app.server.clients
      .register({ clientId: 'empty', clientSecret: '', scopes: ['photos:read'] })
      .catch((thrown: unknown) => thrown);
    expect(String(error)).to.contain('empty secret');
  });

  it('CA17, SE04, PK04: secrets and verifiers are compared in constant time, also when there is nothing to find', async () => {
    const { timingSafeEqual } = crypto;
    let compared = 0;
    crypto.timingSafeEqual = (a, b) => {
      compared++;
      return timingSafeEqual(a, b);
    };
    const comparisons = async (work: () => Promise<unknown>): Promise<number> => {
      compared = 0;
      await work();
      return compared;
    };
    const token = { grant_type: 'client_credentials' };
    try {
      expect(await comparisons(() => post(app, token, { basic: 'service' }))).to.equal(1);
      expect(await comparisons(() => post(app, token, { basic: 'service', secret: 'x' }))).to.equal(1);
      // Two secrets are valid during a rotation: both are looked at, whichever fits.
      expect(await comparisons(() => post(app, token, { basic: 'new', secret: live['rotated secret'] }))).to.equal(2);
      const code = await obtainCode(app);
      expect(await comparisons(() => exchange(app, code, { code_verifier: 'w'.repeat(43) }))).to.equal(1);
      expect(await comparisons(() => exchange(app, code))).to.equal(1);
    } finally {
      crypto.timingSafeEqual = timingSafeEqual;
    }
  });
});
