import { expect } from 'chai';
import { OAuthController } from 'oauth-controllers';
import { AlbumController } from '../../samples/coming-from-django/guard';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { userToken } from '../support/controllers';
import { call } from '../support/flow';
import { PhotoController } from '../support/photos';

describe('what django-oauth-toolkit had', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ on: framework, controllers: [OAuthController, PhotoController, AlbumController] });
    });
    after(() => app.close());

    it('OAuth2TokenMiddleware: the user comes from the token, and login_required works', async () => {
      const mine = (token?: string) => call(app, token, { path: '/albums/mine' });
      expect(await (await mine(await userToken(app))).json()).to.deep.equal({ owner: 'ada' });
      expect((await mine()).status).to.equal(401);
      expect((await mine('123456')).status).to.equal(401);
    });

    it('Vary: Authorization, on answers and on refusals', async () => {
      for (const token of [await userToken(app), undefined, 'x'])
        expect((await call(app, token)).headers.get('vary')).to.match(/\bAuthorization\b/);
    });
  });
});
