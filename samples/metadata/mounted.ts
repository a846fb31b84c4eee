import express from 'express';
import { OAuthController, type OAuthServer } from 'oauth-controllers';
import { useExpressServer } from 'routing-controllers';
import { PhotoController } from '../quick-start/photos';

export function mountedApplication(oauth: OAuthServer): express.Express {
  const api = express();
  useExpressServer(api, oauth.options({ controllers: [OAuthController, PhotoController] }));
  return express().use(oauth.discovery('/api')).use('/api', api);
}
