import { expect } from 'chai';
import { startApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { post } from '../support/flow';

describe('what a failing database leaves in the log', () => {
  onEachDatabase(database => {
    it('SE03: names the failure, and no value that was to be written', async () => {
      const app = await startApplication({ database: database().options });
      try {
        const { tablePath = '' } = app.server.dataSource.entityMetadatas.find(({ name }) => name === 'AccessTokenEntity') ?? {};
        await app.server.dataSource.query(`DROP TABLE ${tablePath}`);
        expect((await post(app, { grant_type: 'client_credentials' }, { basic: 'service' })).status).to.equal(503);
        expect(app.log.text).to.match(/oauth_access_token/);
        expect(app.log.text, 'the hash of a token').to.not.match(/[0-9a-f]{55}/);
      } finally {
        await app.close();
      }
    });
  });
});
