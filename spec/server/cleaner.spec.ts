import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { type SpecDatabase, sqlite } from '../support/databases';
import { call, post, refresh, tokens } from '../support/flow';

const day = 24 * 60 * 60;

describe('the cleanup', () => {
  let app: TestApplication;
  let database: SpecDatabase;
  beforeEach(async () => {
    database = await sqlite.create();
    app = await startApplication({ database: database.options, cleanup: { every: '1h', batch: 3 } });
  });
  afterEach(async () => {
    await app.close();
    await database.drop();
  });

  const rows = async (table: string): Promise<number> => {
    const [row] = await app.server.dataSource.query(`SELECT COUNT(*) AS n FROM oauth_${table}`);
    return Number(row.n);
  };

  it('RB06: deletes what expired a day ago, in batches, and nothing else', async () => {
    for (let i = 0; i < 7; i++) await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
    app.clock.advance(600 + day + 1);
    const fresh = await tokens(app);
    expect(await app.server.cleanUp()).to.equal(7);
    expect(await rows('access_token')).to.equal(1);
    expect((await call(app, fresh.access_token)).status).to.equal(200);
    expect((await refresh(app, fresh.refresh_token)).status).to.equal(200);
  });

  it('keeps a used refresh token as long as its reuse has to be recognized', async () => {
    const first = await tokens(app);
    const second = await refresh(app, first.refresh_token);
    app.clock.advance(20 * day);
    await app.server.cleanUp();
    expect((await refresh(app, first.refresh_token)).body.error).to.equal('invalid_grant');
    expect((await refresh(app, String(second.body.refresh_token))).body.error).to.equal('invalid_grant');
  });

  it('deletes everything of a flow when all of it is over', async () => {
    await tokens(app);
    app.clock.advance(40 * day);
    await app.server.cleanUp();
    for (const table of ['authorization_code', 'access_token', 'refresh_token', 'token_family', 'interaction', 'login_session']) {
      expect(await rows(table), table).to.equal(0);
    }
    expect(await rows('client')).to.be.above(0);
  });

  it('RB04: a clock that is an hour ahead deletes nothing that is alive', async () => {
    const { access_token, refresh_token } = await tokens(app);
    app.clock.advance(3600);
    await app.server.cleanUp();
    app.clock.advance(-3600);
    expect((await call(app, access_token)).status).to.equal(200);
    expect((await refresh(app, refresh_token)).status).to.equal(200);
  });

  it('is done by one process at a time, and by another when that one is gone', async () => {
    const other = await startApplication({ database: app.server.dataSource, clock: app.clock });
    try {
      await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      await app.server.cleanUp();
      app.clock.advance(600 + day + 1);
      await app.server.cleanUp();
      await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      app.clock.advance(50);
      expect(await other.server.cleanUp()).to.equal(0);
      app.clock.advance(600 + day);
      expect(await other.server.cleanUp()).to.equal(1);
    } finally {
      await other.close();
    }
  });
});
