import { expect } from 'chai';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { startApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { call, refresh, tokens } from '../support/flow';
import { halfStates, snapshot } from '../support/invariants';
import { type Processes, startProcesses } from '../support/processes';
import { hangUp, send } from './http';

const times = 1000;

/** Two tabs of one browser hold the same refresh token and refresh at the same moment, each at another process. */
describe('two tabs that refresh at once', () => {
  onEachDatabase((database, name) => {
    if (name !== 'PostgreSQL') return;
    let processes: Processes;
    before(async () => {
      processes = await startProcesses(2, { database: database().options });
    });
    after(async () => {
      hangUp();
      await processes?.stop();
    });

    it(`RT05, RB05: are never logged out, ${times} times, and stay one family`, async function () {
      this.timeout(120_000);
      const [left, right] = processes.sites;
      if (!left || !right) throw new Error('There are two processes.');
      const tab = async (url: string, refresh_token: string): Promise<string> => {
        const parameters = { grant_type: 'refresh_token', client_id: 'app', refresh_token };
        const { status, body } = await send(`${url}/oauth/token`, parameters);
        expect(status, body).to.equal(200);
        return (JSON.parse(body) as { refresh_token: string }).refresh_token;
      };
      let current = (await tokens(left)).refresh_token;
      for (let time = 0; time < times; time++) {
        const [one, other] = await Promise.all([tab(left.url, current), tab(right.url, current)]);
        expect(other, `the successor, time ${time}`).to.equal(one);
        current = one;
      }
      const storage = await TypeormStorage.open(database().options);
      const rows = await snapshot(storage).finally(() => storage.close());
      expect(rows.tokenFamily.map(({ revokedAt }) => revokedAt)).to.deep.equal([null]);
      expect(rows.refreshToken).to.have.length(times + 1);
      expect(halfStates(rows)).to.deep.equal([]);
    });
  });

  it('RT03: a thief who comes after the window with the old token ends the family of both', async () => {
    const app = await startApplication();
    try {
      const { refresh_token: stolen } = await tokens(app);
      const [one, other] = await Promise.all([refresh(app, stolen), refresh(app, stolen)]);
      expect(other.body.refresh_token).to.equal(one.body.refresh_token);
      app.clock.advance(11);
      expect((await refresh(app, stolen)).body.error).to.equal('invalid_grant');
      for (const tab of [one, other]) {
        expect((await refresh(app, String(tab.body.refresh_token))).body.error).to.equal('invalid_grant');
        expect((await call(app, tab.body.access_token)).status).to.equal(401);
      }
    } finally {
      await app.close();
    }
  });
});
