import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { call, post, refresh, tokens } from '../support/flow';

const document = readFileSync(join(__dirname, '../../../docs/scaling.md'), 'utf8');
const [byHash = '', byTime = ''] = [...document.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql]) => sql);

/** Between the bounds of the first part by time, and of the second one. */
const [early, late] = [Date.UTC(2026, 11, 1, 3), Date.UTC(2026, 11, 1, 7)];

describe('the tables in parts of docs/scaling.md', () => {
  onEachDatabase((database, name) => {
    if (name !== 'PostgreSQL') return;
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ database: database().options });
      app.clock.advance((early - app.clock.now()) / 1000);
    });
    after(() => app?.close());

    async function run(sql: string): Promise<Record<string, unknown>[]> {
      const runner = app.server.dataSource.createQueryRunner();
      try {
        await runner.query(`SET search_path TO ${(database().options as { schema?: string }).schema}`);
        return await runner.query(sql);
      } finally {
        await runner.query('RESET search_path');
        await runner.release();
      }
    }

    /** How many access tokens lie in each part. */
    async function parts(): Promise<Record<string, number>> {
      const rows = await run('SELECT tableoid::regclass AS part, COUNT(*) AS count FROM oauth_access_token GROUP BY 1');
      return Object.fromEntries(
        rows.map(({ part, count }) => [String(part).replace(/^.*oauth_access_token_/, ''), Number(count)]),
      );
    }

    async function flows(): Promise<string> {
      const first = await tokens(app);
      const { status, body } = await refresh(app, first.refresh_token);
      expect(status).to.equal(200);
      expect((await call(app, body.access_token)).status).to.equal(200);
      await post(app, { token: body.access_token, client_id: 'app' }, { path: '/oauth/revoke' });
      expect((await call(app, body.access_token)).status).to.equal(401);
      expect((await call(app, first.access_token)).status).to.equal(200);
      return first.access_token;
    }

    it('by hash: tokens from before and new ones are found, refreshed and revoked', async () => {
      const before = await flows();
      await run(byHash);
      expect((await call(app, before)).status).to.equal(200);
      for (let round = 0; round < 8; round++) await flows();
      expect(Object.keys(await parts())).to.have.members(['0', '1']);
    });

    it('by time: they lie in the part of their time, which can be dropped, and the cleanup goes on', async () => {
      const before = await flows();
      await run(byTime);
      expect((await call(app, before)).status).to.equal(200);
      const { 120100: held } = await parts();
      expect(await parts()).to.deep.equal({ 120100: held });
      app.clock.advance((late - early) / 1000);
      const after = await flows();
      expect(await parts()).to.deep.equal({ 120100: held, 120106: 2 });
      await run('DROP TABLE oauth_access_token_120100');
      expect((await call(app, after)).status).to.equal(200);
      expect((await call(app, before)).status).to.equal(401);
      app.clock.advance(86_400);
      await flows();
      expect(await parts()).to.deep.equal({ 120106: 2, other: 2 });
      app.clock.advance(3600);
      await app.server.cleanUp();
      expect(await parts()).to.deep.equal({ other: 2 });
    });
  });
});
