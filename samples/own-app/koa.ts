import Koa from 'koa';
import { OAuthController, type OAuthServer } from 'oauth-controllers';
import { useContainer, useKoaServer } from 'routing-controllers';
import { Container } from 'typedi';
import { PhotoController } from '../protect/photos';

/** The application stays yours: `oauth` comes from `OAuthServer.create({ … })`. */
export function koaApplication(oauth: OAuthServer): Koa {
  useContainer(Container);
  const app = new Koa({ proxy: true, maxIpsCount: 1 });
  useKoaServer(app, oauth.options({ controllers: [OAuthController, PhotoController] }));
  return app;
}
