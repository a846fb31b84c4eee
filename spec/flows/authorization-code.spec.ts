import { expect } from 'chai';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { call, exchange, obtainCode, refresh, tokens } from '../support/flow';

describe('authorization code + PKCE, from the first redirect to the resource', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ on: framework });
    });
    after(() => app.close());

    it('gives a token that opens the resource for the user', async () => {
      const { status, body } = await exchange(app, await obtainCode(app));
      expect(status, JSON.stringify(body)).to.equal(200);
      const photos = await call(app, body.access_token);
      expect(photos.status).to.equal(200);
      expect(await photos.json()).to.deep.equal({ owner: 'ada', client: 'app', scope: 'photos:read' });
    });

    it('refreshes, with a new refresh token each time', async () => {
      const first = await tokens(app);
      const second = await refresh(app, first.refresh_token);
      expect(second.status).to.equal(200);
      expect(second.body.refresh_token).to.be.a('string').and.not.equal(first.refresh_token);
      expect((await call(app, second.body.access_token)).status).to.equal(200);
    });
  });
});
