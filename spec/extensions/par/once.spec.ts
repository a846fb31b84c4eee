import { expect } from 'chai';
import { OAuthRequest, User } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../../support/application';
import { onEachDatabase } from '../../support/databases';
import { form } from '../../support/flow';
import { outer, pushedUri } from './push';

const ada = Object.assign(new User(), { id: 'ada', username: 'ada' });

describe('a pushed request works once', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ database: database().options });
    });
    after(() => app.close());

    const approve = (uri: string) => {
      const target = `/oauth/authorize?${form(outer(uri))}`;
      return app.server.authorize(new OAuthRequest({ method: 'GET', target, origin: app.url, headers: {} }), ada);
    };

    it('PA06: of 20 completions at once one gives a code, ten times over', async () => {
      for (let round = 0; round < 10; round++) {
        const uri = await pushedUri(app);
        const answers = await Promise.all(Array.from({ length: 20 }, () => approve(uri)));
        const codes = answers.filter(({ headers }) => String(headers.location).includes('code='));
        const others = answers.filter(one => !codes.includes(one)).map(({ status, headers }) => [status, headers.location]);
        expect(codes).to.have.length(1);
        expect(others).to.deep.equal(Array.from({ length: 19 }, () => [400, undefined]));
      }
    });

    it('PA06: server.authorize takes it, once', async () => {
      const uri = await pushedUri(app);
      expect(String((await approve(uri)).headers.location)).to.contain('code=');
      const again = await approve(uri);
      expect([again.status, again.headers.location]).to.deep.equal([400, undefined]);
      expect(again.body).to.contain('invalid_request_uri');
    });

    it('PA04: a long request comes back as it was pushed', async () => {
      const state = `${'写真 📷 '.repeat(300)}~`;
      const uri = await pushedUri(app, { state, extra: 'ß'.repeat(3000) });
      const { headers } = await approve(uri);
      expect(new URL(String(headers.location)).searchParams.get('state')).to.equal(state);
    });
  });
});
