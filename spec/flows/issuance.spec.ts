import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { call, exchange, obtainCode, post, refresh, type TokenAnswer, tokens } from '../support/flow';

/** Everything that issuing writes to. */
const tables = ['oauth_authorization_code', 'oauth_token_family', 'oauth_access_token', 'oauth_refresh_token'];

describe('issuing tokens', () => {
  let app: TestApplication;
  beforeEach(async () => {
    app = await startApplication({ tokens: { reuseInterval: 0 } });
  });
  afterEach(() => app.close());

  const sql = (text: string): Promise<Record<string, unknown>[]> => app.server.dataSource.query(text);
  const state = async (): Promise<unknown> =>
    Promise.all(tables.map(table => sql(`SELECT * FROM ${table} ORDER BY ${table === 'oauth_token_family' ? 'id' : 'hash'}`)));

  /** Lets the database itself refuse one kind of write, attempts it, and expects that nothing at all has changed. */
  const failing = async (event: string, attempt: () => Promise<TokenAnswer>): Promise<void> => {
    const before = await state();
    await sql(`CREATE TRIGGER failing BEFORE ${event} BEGIN SELECT RAISE(ABORT, 'disk trouble'); END`);
    const { status, body, headers } = await attempt();
    await sql('DROP TRIGGER failing');
    expect([status, body.error, headers.get('retry-after')], event).to.deep.equal([503, 'temporarily_unavailable', '1']);
    expect(JSON.stringify(body)).to.not.match(/disk|trigger|oauth_/i);
    expect(await state(), event).to.deep.equal(before);
  };

  it('RB01: for a code: whichever statement fails, the code is not spent and nothing is left behind', async () => {
    const code = await obtainCode(app);
    for (const event of [
      'UPDATE ON oauth_authorization_code',
      'INSERT ON oauth_token_family',
      'INSERT ON oauth_access_token',
      'INSERT ON oauth_refresh_token',
    ]) {
      await failing(event, () => exchange(app, code));
    }
    const { status, body } = await exchange(app, code);
    expect([status, (await call(app, body.access_token)).status]).to.deep.equal([200, 200]);
  });

  it('RB01: for a refresh token: whichever statement fails, it is not rotated and its family lives', async () => {
    const pair = await tokens(app);
    for (const event of ['UPDATE ON oauth_refresh_token', 'INSERT ON oauth_access_token', 'INSERT ON oauth_refresh_token']) {
      await failing(event, () => refresh(app, pair.refresh_token));
    }
    expect((await call(app, pair.access_token)).status).to.equal(200);
    expect((await refresh(app, pair.refresh_token)).status).to.equal(200);
  });

  it('RB01: for a client: nothing is left behind', async () => {
    await failing('INSERT ON oauth_access_token', () => post(app, { grant_type: 'client_credentials' }, { basic: 'service' }));
  });

  it('RB01: a reuse that cannot be recorded is refused all the same, and recorded the next time', async () => {
    const first = await tokens(app);
    const { body: second } = await refresh(app, first.refresh_token);
    await failing('UPDATE ON oauth_token_family', () => refresh(app, first.refresh_token));
    expect((await call(app, second.access_token)).status).to.equal(200);
    expect((await refresh(app, first.refresh_token)).body.error).to.equal('invalid_grant');
    expect((await call(app, second.access_token)).status).to.equal(401);
  });

  it('RB01: says nothing of tokens that were not issued', async () => {
    const issued: string[] = [];
    app.server.events.on('tokenIssued', ({ grantType }) => issued.push(grantType));
    const code = await obtainCode(app);
    await failing('INSERT ON oauth_access_token', () => exchange(app, code));
    expect(issued).to.deep.equal([]);
    await exchange(app, code);
    expect(issued).to.deep.equal(['authorization_code']);
  });

  it('RB04: a clock that is set back an hour revives no token that was used or revoked', async () => {
    const pair = await tokens(app);
    const { body: next } = await refresh(app, pair.refresh_token);
    await post(app, { token: next.access_token, client_id: 'app' }, { path: '/oauth/revoke' });
    app.clock.advance(-3600);
    expect((await call(app, next.access_token)).status).to.equal(401);
    expect((await refresh(app, pair.refresh_token)).body.error).to.equal('invalid_grant');
  });
});
