import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { startApplication, type TestApplication, type TestOptions } from '../support/application';
import { keyPair, postAssertion, Signer } from '../support/assertions';
import { dump, fileDump } from '../support/database';
import { post } from '../support/flow';
import { expectRefusal } from '../support/refusal';

const secret = 'a secret of more than 32 bytes, with é and :';
const credentials = { grant_type: 'client_credentials' };
const keys = keyPair('RS256');
const options = {
  keys: { encryptWith: 'the key of the operator, 0123456789' },
  limits: false,
  clients: [
    { clientId: 'signer', authMethod: 'client_secret_jwt', clientSecret: secret, scopes: ['photos:read'] },
    { clientId: 'other', authMethod: 'client_secret_jwt', clientSecret: `another ${secret}`, scopes: ['photos:read'] },
    { clientId: 'basic', clientSecret: secret, scopes: ['photos:read'] },
    { clientId: 'keyed', authMethod: 'private_key_jwt', jwks: { keys: [keys.publicJwk] }, scopes: ['photos:read'] },
  ],
} satisfies TestOptions;

describe('client_secret_jwt', () => {
  let app: TestApplication;
  let folder: string;
  let file: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-secret-jwt-'));
    file = join(folder, 'oauth.sqlite');
    app = await startApplication({ ...options, database: file });
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const signer = (key = secret, clientId = 'signer', alg = 'HS256'): Signer =>
    new Signer(clientId, alg, key, { issuer: app.url, clock: app.clock });
  const accepted = async (assertion: string): Promise<void> => {
    const { status, body } = await postAssertion(app, assertion);
    expect(status, JSON.stringify(body)).to.equal(200);
  };
  const refused = async (assertion: string): Promise<void> =>
    expectRefusal(await postAssertion(app, assertion), 'invalid_client', 401);

  it('CA10: an assertion under the secret is accepted, once', async () => {
    const assertion = signer().sign();
    await accepted(assertion);
    await refused(assertion);
  });

  it('CA10: one under another secret, an empty one, or the hash of the secret is refused', async () => {
    for (const key of [`${secret}x`, '', 'signer', hash('sha256', secret, 'hex')]) await refused(signer(key).sign());
  });

  it('CA10: HS256 is the only algorithm', async () => {
    for (const alg of ['HS384', 'HS512']) await refused(signer(secret, 'signer', alg).sign());
    const [header, claims] = signer()
      .sign({ header: { alg: 'none' } })
      .split('.');
    await refused(`${header}.${claims}.`);
    await refused(new Signer('signer', 'RS256', keys.privateKey, { issuer: app.url, clock: app.clock }).sign());
  });

  it('CA09: the claims are looked at as those of private_key_jwt', async () => {
    for (const claims of [
      { aud: [app.url] },
      { aud: `${app.url}/oauth/token` },
      { jti: undefined },
      { exp: undefined },
      { exp: 1 },
    ])
      await refused(signer().sign({ claims }));
    await refused(signer().sign({ header: { typ: 'at+jwt' } }));
    await refused(signer().sign({ header: { crit: ['x'], x: 1 } }));
  });

  it('CA06: the client may not send its secret, and no other client may sign with its own', async () => {
    expectRefusal(await post(app, credentials, { basic: 'signer', secret }), 'invalid_client', 401);
    expectRefusal(await post(app, { ...credentials, client_id: 'signer', client_secret: secret }), 'invalid_client', 401);
    await refused(signer(secret, 'basic').sign());
    await refused(signer(secret, 'keyed').sign());
    await refused(signer(secret, 'other').sign());
  });

  it('CA17: a secret of ours signs, and a rotated one as long as the overlap lasts', async () => {
    const { clientSecret = '' } = await app.server.clients.register({
      ...{ clientId: 'made', authMethod: 'client_secret_jwt', scopes: ['photos:read'] },
    });
    await accepted(signer(clientSecret, 'made').sign());
    const next = await app.server.clients.rotateSecret('made', { overlap: '10m' });
    for (const key of [clientSecret, next]) await accepted(signer(key, 'made').sign());
    app.clock.advance(599);
    await accepted(signer(clientSecret, 'made').sign());
    app.clock.advance(1);
    await refused(signer(clientSecret, 'made').sign());
    const last = await app.server.clients.rotateSecret('made');
    await refused(signer(next, 'made').sign());
    await accepted(signer(last, 'made').sign());
  });

  it('CA17: a secret that was sealed under a key that is gone can be rotated, if nothing of it is to be left', async () => {
    await app.server.clients.register({ clientId: 'lost', authMethod: 'client_secret_jwt', scopes: ['photos:read'] });
    const other = await startApplication({
      ...{
        database: app.server.dataSource,
        clock: app.clock,
        clients: [],
        keys: { encryptWith: randomBytes(32).toString('base64url') },
      },
    });
    try {
      const overlapping = other.server.clients.rotateSecret('lost', { overlap: '1h' }).catch((error: Error) => error);
      expect(await overlapping).to.be.an('error');
      const next = await other.server.clients.rotateSecret('lost');
      expect(next).to.have.length.above(40);
    } finally {
      await other.close();
    }
  });

  async function rotated() {
    const { client, clientSecret = '' } = await app.server.clients.register({
      ...{ clientId: `shown-${Math.random()}`, authMethod: 'client_secret_jwt', scopes: ['photos:read'] },
    });
    const next = await app.server.clients.rotateSecret(client.clientId, { overlap: '1h' });
    const found = await app.server.clients.find(client.clientId);
    const { sealedSecret = '' } = found ?? {};
    return { secrets: [secret, clientSecret, next], sealedSecret, shown: [client, found, await app.server.clients.list()] };
  }

  it('CA18: the secret stands nowhere in clear', async () => {
    const { secrets, sealedSecret } = await rotated();
    const rows = await dump(app);
    expect(sealedSecret.length).to.be.above(40);
    expect(rows).to.contain(sealedSecret);
    const everywhere = [rows, fileDump(file), app.log.text].join();
    for (const value of secrets)
      for (const form of [value, Buffer.from(value).toString('base64'), Buffer.from(value).toString('hex')])
        expect(everywhere.includes(form)).to.equal(false);
  });

  it('CA18: a client shows nothing of what is sealed', async () => {
    const { secrets, sealedSecret, shown } = await rotated();
    for (const one of shown)
      for (const text of [JSON.stringify(one), inspect(one, { depth: 9, showHidden: true }), String(one)]) {
        expect(text)
          .to.match(/shown|object/)
          .and.not.match(/sealed_secret/);
        for (const value of [...secrets, sealedSecret]) expect(text).not.to.contain(value);
      }
  });

  it('CA18: what is sealed for one client opens nothing in the row of another', async () => {
    const query = (sql: string): Promise<unknown> => app.server.dataSource.query(sql);
    await query(
      `UPDATE oauth_client SET protocol = (SELECT protocol FROM oauth_client WHERE "clientId" = 'signer') WHERE "clientId" = 'other'`,
    );
    const { status, body } = await postAssertion(app, signer(secret, 'other').sign());
    expect([status, body.error]).to.deep.equal([500, 'server_error']);
    expect(app.log.text).to.include('The sealed secret of client other cannot be opened');
  });

  it('CA18: under another key of the operator nobody gets in', async () => {
    const elsewhere = join(folder, 'elsewhere.sqlite');
    const register = {
      clientId: 'signer',
      authMethod: 'client_secret_jwt' as const,
      clientSecret: secret,
      scopes: ['photos:read' as const],
    };
    const before = await startApplication({ ...options, clients: [register], database: elsewhere });
    await before.close();
    const later = await startApplication({
      ...{ ...options, clients: [], database: elsewhere },
      keys: { encryptWith: 'another key of the operator, 9876543210' },
    });
    try {
      const assertion = new Signer('signer', 'HS256', secret, { issuer: later.url, clock: later.clock }).sign();
      expect((await postAssertion(later, assertion)).body.error).to.equal('server_error');
    } finally {
      await later.close();
    }
    expect(readdirSync(folder).filter(name => name.endsWith('.key'))).to.deep.equal([]);
  });
});
