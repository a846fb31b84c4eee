import express from 'express';
import { OAuthController, type OAuthServer } from 'oauth-controllers';
import { useContainer, useExpressServer } from 'routing-controllers';
import { Container } from 'typedi';
import { PhotoController } from '../protect/photos';

/** The application stays yours: `oauth` comes from `OAuthServer.create({ … })`. */
export function expressApplication(oauth: OAuthServer): express.Express {
  useContainer(Container);
  const app = express().set('trust proxy', 1);
  useExpressServer(app, oauth.options({ controllers: [OAuthController, PhotoController] }));
  return app;
}
