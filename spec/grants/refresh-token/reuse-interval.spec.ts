import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { call, refresh, tokens } from '../../support/flow';

describe('a refresh token that is presented again', () => {
  let app: TestApplication;
  let reused: number;
  before(async () => {
    app = await startApplication();
    app.server.events.on('refreshTokenReused', () => reused++);
  });
  beforeEach(() => {
    reused = 0;
  });
  after(() => app.close());

  it('RT05: inside the reuse interval gets the very same tokens, with what is left of their lifetime', async () => {
    const { refresh_token } = await tokens(app);
    const first = await refresh(app, refresh_token);
    app.clock.advance(9);
    const second = await refresh(app, refresh_token);
    expect(second.status).to.equal(200);
    expect(second.body).to.deep.equal({ ...first.body, expires_in: first.body.expires_in - 9 });
    expect((await call(app, second.body.access_token)).status).to.equal(200);
    expect(reused).to.equal(0);
  });

  it('RT05: 20 at once get one and the same successor, and it works', async () => {
    const { refresh_token } = await tokens(app);
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(app, refresh_token)));
    expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
    const successors = new Set(answers.map(({ body }) => body.refresh_token));
    expect(successors.size).to.equal(1);
    expect((await refresh(app, String([...successors][0]))).status).to.equal(200);
  });

  it('RT03: after the interval ends the family', async () => {
    const { refresh_token } = await tokens(app);
    const next = await refresh(app, refresh_token);
    app.clock.advance(10);
    const replay = await refresh(app, refresh_token);
    expect(replay.status).to.equal(400);
    expect(replay.body.error).to.equal('invalid_grant');
    expect((await call(app, next.body.access_token)).status).to.equal(401);
    expect((await refresh(app, String(next.body.refresh_token))).status).to.equal(400);
    expect(reused).to.equal(1);
  });

  it('RT05: is a reuse once its successor has been used, even inside the interval', async () => {
    const { refresh_token } = await tokens(app);
    const second = await refresh(app, refresh_token);
    const third = await refresh(app, String(second.body.refresh_token));
    expect((await refresh(app, refresh_token)).status).to.equal(400);
    expect((await call(app, third.body.access_token)).status).to.equal(401);
  });

  it('RT05: gets nothing after a deliberate revocation, even inside the interval', async () => {
    const { refresh_token } = await tokens(app);
    const next = await refresh(app, refresh_token);
    await fetch(`${app.url}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'app', token: String(next.body.refresh_token) }),
    });
    expect((await refresh(app, refresh_token)).status).to.equal(400);
  });

  it('RT01: from another client ends the family, even inside the interval', async () => {
    const { refresh_token } = await tokens(app);
    const next = await refresh(app, refresh_token);
    expect((await refresh(app, refresh_token, { client_id: 'other' })).status).to.equal(400);
    expect((await call(app, next.body.access_token)).status).to.equal(401);
    expect(reused).to.equal(1);
  });

  it('RT01: an unused one in the hands of another client stays good for its own', async () => {
    const { refresh_token } = await tokens(app);
    expect((await refresh(app, refresh_token, { client_id: 'other' })).status).to.equal(400);
    expect((await refresh(app, refresh_token)).status).to.equal(200);
  });

  it('RB04: a clock that is set back does not open the interval again', async () => {
    const { refresh_token } = await tokens(app);
    await refresh(app, refresh_token);
    app.clock.advance(-3600);
    expect((await refresh(app, refresh_token)).status).to.equal(400);
    app.clock.advance(3600);
  });

  it('SE01: the database alone does not reveal the successor', async () => {
    const { refresh_token } = await tokens(app);
    const next = await refresh(app, refresh_token);
    const rows = JSON.stringify(await app.server.dataSource.query('SELECT * FROM oauth_refresh_token'));
    expect(rows).to.include('successor');
    for (const value of [refresh_token, next.body.refresh_token, next.body.access_token]) expect(rows).not.to.include(value);
  });

  it('RT04: with a reuse interval of 0, 50 at once give exactly one success, 20 rounds', async () => {
    const strict = await startApplication({ tokens: { reuseInterval: 0 } });
    try {
      let wins = 0;
      for (let round = 0; round < 20; round++) {
        const { refresh_token } = await tokens(strict);
        const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(strict, refresh_token)));
        wins += answers.filter(({ status }) => status === 200).length;
      }
      expect(wins).to.equal(20);
    } finally {
      await strict.close();
    }
  });
});
