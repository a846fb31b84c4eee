import { expect } from 'chai';
import { onEachFramework, startApplication } from '../../support/application';
import { dump, failingInserts } from '../../support/database';
import { call, exchange, obtainCode, post, refresh, tokens } from '../../support/flow';
import { expectRefusal, headerOf } from '../../support/refusal';

describe('a database that fails', () => {
  onEachFramework(framework => {
    it('TE12: that is gone is 503 with Retry-After for every grant, and nothing of the inside is told', async () => {
      const app = await startApplication({ on: framework });
      try {
        const code = await obtainCode(app);
        const { access_token, refresh_token } = await tokens(app);
        await app.server.dataSource.destroy();
        const answers = [
          await exchange(app, code),
          await refresh(app, refresh_token),
          await post(app, { grant_type: 'client_credentials' }, { basic: 'service' }),
          await post(app, { token: access_token, client_id: 'app' }, { path: '/oauth/revoke' }),
        ];
        for (const answer of answers) {
          expectRefusal(answer, 'temporarily_unavailable', 503);
          expect(Number(headerOf(answer, 'retry-after'))).to.be.within(1, 60);
        }
        expect((await call(app, access_token)).status).to.equal(503);
      } finally {
        await app.close();
      }
    });
  });

  for (const entity of [/AccessToken/, /RefreshToken/, /Family/]) {
    it(`TE12: that cannot write ${entity.source} spends no code and leaves no token`, async () => {
      const app = await startApplication();
      try {
        const code = await obtainCode(app);
        const before = await dump(app);
        await failingInserts(app, entity, async () => {
          expectRefusal(await exchange(app, code), 'temporarily_unavailable', 503);
        });
        expect(await dump(app)).to.equal(before);
        expect((await exchange(app, code)).status).to.equal(200);
      } finally {
        await app.close();
      }
    });
  }
});
