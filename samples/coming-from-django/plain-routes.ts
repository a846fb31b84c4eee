import express from 'express';
import { type OAuthServer, tokenOf } from 'oauth-controllers';

/** A route that is no controller's: `request.user` is the token's user, unless somebody is signed in already. */
export function plainApplication(oauth: OAuthServer): express.Express {
  const app = express();
  app.get('/plain', oauth.protect('photos:read'), (request, response) => {
    const { user } = request as { user?: { username: string } };
    response.json({ user: user?.username, client: tokenOf(request)?.client.clientId });
  });
  return app;
}
