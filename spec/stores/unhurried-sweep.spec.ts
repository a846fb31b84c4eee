import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { post } from '../support/flow';

const day = 24 * 60 * 60;

describe('the cleanup on PostgreSQL', () => {
  onEachDatabase((database, name) => {
    if (name !== 'PostgreSQL') return;
    let app: TestApplication;
    beforeEach(async () => {
      app = await startApplication({ database: database().options });
    });
    afterEach(() => app?.close());

    /** Has the database note what is so in the transactions that delete. */
    async function note(): Promise<string> {
      const { schema } = database().options as { schema?: string };
      const own = schema === undefined ? '' : `"${schema}".`;
      await app.server.dataSource.query(`CREATE TABLE ${own}noted (level text)`);
      await app.server.dataSource.query(`CREATE FUNCTION ${own}note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO ${own}noted VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$`);
      await app.server.dataSource.query(
        `CREATE TRIGGER noting AFTER DELETE ON ${own}oauth_access_token FOR EACH ROW EXECUTE FUNCTION ${own}note()`,
      );
      return `${own}noted`;
    }

    it('RB06: leaves the disk to the requests: its own transactions do not wait for it, and no other is told so', async () => {
      const noted = await note();
      for (let i = 0; i < 3; i++) await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      app.clock.advance(600 + day + 1);
      expect(await app.server.cleanUp()).to.equal(3);
      const levels = await app.server.dataSource.query(`SELECT DISTINCT level FROM ${noted}`);
      expect(levels).to.deep.equal([{ level: 'off' }]);
      const settings = Array.from({ length: 20 }, () => app.server.dataSource.query('SHOW synchronous_commit'));
      for (const rows of await Promise.all(settings)) expect(rows).to.deep.equal([{ synchronous_commit: 'on' }]);
    });
  });
});
