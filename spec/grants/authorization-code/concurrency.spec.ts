import { expect } from 'chai';
import { type Framework, startApplication, type TestApplication } from '../../support/application';
import type { Browser } from '../../support/browser';
import { call, exchange, loggedIn, obtainCode } from '../../support/flow';

const rounds = 100;
const attempts = 20;

describe('one code, redeemed many times at once', () => {
  for (const framework of ['express5', 'koa'] satisfies Framework[]) {
    describe(`on ${framework}`, () => {
      let app: TestApplication;
      let browser: Browser;
      before(async () => {
        app = await startApplication({ on: framework });
        browser = await loggedIn(app);
      });
      after(() => app.close());

      it(`CO02: of ${attempts} attempts in each of ${rounds} rounds exactly one wins, and its tokens die by the replay`, async () => {
        const losers = new Set<string>();
        let last = '';
        for (let round = 0; round < rounds; round++) {
          const code = await obtainCode(app, {}, browser);
          const answers = await Promise.all(Array.from({ length: attempts }, () => exchange(app, code)));
          const won = answers.filter(({ status }) => status === 200);
          expect(won, `round ${round}`).to.have.length(1);
          last = won.map(({ body }) => body.access_token).join();
          const lost = answers.filter(answer => !won.includes(answer));
          for (const { status, body } of lost) losers.add(`${status} ${body.error}`);
        }
        expect([...losers]).to.deep.equal(['400 invalid_grant']);
        expect((await call(app, last)).status).to.equal(401);
      }).timeout(60_000);
    });
  }
});
