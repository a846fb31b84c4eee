import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import {
  call,
  exchange,
  obtainCode,
  type Parameters,
  post,
  refresh,
  type TokenAnswer,
  type TokenCall,
  tokens,
} from '../support/flow';

describe('the revocation endpoint', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  const revoke = (parameters: Parameters, how: TokenCall = {}): Promise<TokenAnswer> =>
    post(app, parameters, { path: '/oauth/revoke', ...how });
  const revokeAsApp = (token: string, more: Parameters = {}): Promise<TokenAnswer> =>
    revoke({ token, client_id: 'app', ...more });
  const status = async (token: string): Promise<number> => (await call(app, token)).status;
  /** The tokens of a confidential client. */
  const webTokens = async (): Promise<{ access_token: string; refresh_token?: string }> =>
    (await exchange(app, await obtainCode(app, { client_id: 'web' }), {}, { basic: 'web' })).body;

  it('RV01: needs a client that proves itself', async () => {
    const { access_token: token } = await webTokens();
    for (const [parameters, how] of [
      [{ token }, { basic: 'web', secret: 'wrong' }],
      [{ token, client_id: 'web' }, {}],
      [{ token, client_id: 'web', client_secret: 'wrong' }, {}],
      [{ token, client_id: 'nobody' }, {}],
      [{ token }, {}],
    ] as const) {
      const { status: refused, body } = await revoke(parameters, how);
      expect([refused, body.error], JSON.stringify(parameters)).to.deep.equal([401, 'invalid_client']);
    }
    const { headers } = await revoke({ token }, { basic: 'web', secret: 'wrong' });
    expect(headers.get('www-authenticate')).to.match(/^Basic realm="/);
    expect(await status(token)).to.equal(200);
  });

  it('RV02: does nothing to the token of another client, and does not tell that it exists', async () => {
    const mine = await tokens(app);
    const theirs = await webTokens();
    const attempts: [Parameters, TokenCall][] = [
      [{ token: mine.access_token }, { basic: 'web2' }],
      [{ token: mine.refresh_token }, { basic: 'web2' }],
      [{ token: mine.access_token, client_id: 'other' }, {}],
      [{ token: mine.refresh_token, client_id: 'other' }, {}],
      [{ token: theirs.access_token, client_id: 'app' }, {}],
      [{ token: theirs.refresh_token, client_id: 'app' }, {}],
    ];
    for (const [parameters, how] of attempts) {
      const { status: answered, body } = await revoke(parameters, how);
      expect([answered, body]).to.deep.equal([200, {}]);
    }
    expect(await status(mine.access_token)).to.equal(200);
    expect(await status(theirs.access_token)).to.equal(200);
    expect((await refresh(app, mine.refresh_token)).status).to.equal(200);
    expect((await refresh(app, theirs.refresh_token ?? '', {}, { basic: 'web' })).status).to.equal(200);
  });

  it('RV03: lets a public client revoke with its client_id', async () => {
    const { access_token: token } = await tokens(app);
    const { status: answered, body, headers } = await revokeAsApp(token);
    expect([answered, body, headers.get('cache-control')]).to.deep.equal([200, {}, 'no-store']);
    expect(await status(token)).to.equal(401);
  });

  it('RV04: answers 200 for a token that is unknown, revoked already or expired', async () => {
    const { access_token: token } = await tokens(app);
    for (const one of ['nonsense', token, token, 'ä '.repeat(100)]) expect((await revokeAsApp(one)).status).to.equal(200);
    const old = await tokens(app);
    app.clock.advance(31 * 24 * 3600);
    for (const one of [old.access_token, old.refresh_token]) expect((await revokeAsApp(one)).status).to.equal(200);
  });

  it('RV05: finds the token whatever the hint says', async () => {
    for (const hint of ['access_token', 'refresh_token', 'nonsense', '']) {
      const pair = await tokens(app);
      await revokeAsApp(pair.access_token, { token_type_hint: hint });
      expect(await status(pair.access_token), `access token, "${hint}"`).to.equal(401);
      expect((await refresh(app, pair.refresh_token)).status).to.equal(200);
      const other = await tokens(app);
      await revokeAsApp(other.refresh_token, { token_type_hint: hint });
      expect((await refresh(app, other.refresh_token)).body.error, `refresh token, "${hint}"`).to.equal('invalid_grant');
    }
  });

  it('RV06: ends the access tokens of a refresh token, those of earlier rotations too', async () => {
    const first = await tokens(app);
    const { body: second } = await refresh(app, first.refresh_token);
    expect(await status(first.access_token)).to.equal(200);
    await revokeAsApp(second.refresh_token ?? '');
    expect(await status(first.access_token)).to.equal(401);
    expect(await status(second.access_token)).to.equal(401);
    expect((await refresh(app, second.refresh_token ?? '')).body.error).to.equal('invalid_grant');
  });

  it('RV06: ends the family for a refresh token that was rotated away as well', async () => {
    const first = await tokens(app);
    const { body: second } = await refresh(app, first.refresh_token);
    await revokeAsApp(first.refresh_token);
    expect(await status(second.access_token)).to.equal(401);
  });

  it('RV06: leaves the other authorizations of the same user and client alone', async () => {
    const [one, other] = [await tokens(app), await tokens(app)];
    await revokeAsApp(one.refresh_token);
    expect(await status(other.access_token)).to.equal(200);
  });

  it('RV07: holds at once, and with its event', async () => {
    const clients: string[] = [];
    app.server.events.on('tokenRevoked', ({ client }) => clients.push(client.clientId));
    const { access_token: token } = await tokens(app);
    expect(await status(token)).to.equal(200);
    await revokeAsApp(token);
    expect(await status(token)).to.equal(401);
    await revokeAsApp('nonsense');
    expect(clients).to.deep.equal(['app']);
  });

  it('RV08: does not answer 200 when the database fails, and the token lives on', async () => {
    const pair = await tokens(app);
    for (const [kind, table] of [
      ['access_token', 'oauth_access_token'],
      ['refresh_token', 'oauth_token_family'],
    ] as const) {
      const { dataSource } = app.server;
      await dataSource.query(`CREATE TRIGGER failing BEFORE UPDATE ON ${table} BEGIN SELECT RAISE(ABORT, 'disk trouble'); END`);
      const { status: answered, headers, body } = await revokeAsApp(pair[kind]);
      expect([answered, headers.get('retry-after'), body.error]).to.deep.equal([503, '1', 'temporarily_unavailable']);
      expect(JSON.stringify(body)).to.not.contain('disk trouble');
      await dataSource.query('DROP TRIGGER failing');
      expect(await status(pair.access_token)).to.equal(200);
    }
    await revokeAsApp(pair.refresh_token);
    expect(await status(pair.access_token)).to.equal(401);
  });

  it('RV01: answers what is no revocation request as the token endpoint would', async () => {
    const { access_token: token } = await tokens(app);
    const missing = await revoke({ client_id: 'app' });
    expect([missing.status, missing.body.error]).to.deep.equal([400, 'invalid_request']);
    const twice = await revoke({ token: [token, token], client_id: 'app' });
    expect([twice.status, twice.body.error]).to.deep.equal([400, 'invalid_request']);
    const got = await fetch(`${app.url}/oauth/revoke?token=${token}&client_id=app`);
    expect([got.status, got.headers.get('allow')?.split(', ')[0]]).to.deep.equal([405, 'POST']);
    const query = await revoke({ client_id: 'app' }, { path: `/oauth/revoke?token=${token}` });
    expect(query.status).to.equal(400);
    expect(await status(token)).to.equal(200);
  });
});
