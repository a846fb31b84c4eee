import 'reflect-metadata';
import { AuthorizationEndpoint, createOAuthServer, OAuthScope, TokenEndpoint, User } from 'oauth-controllers';
import { Controller, CurrentUser, Get, JsonController } from 'routing-controllers';

@Controller('/oauth')
class OAuthController {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
}

@JsonController('/photos')
class PhotoController {
  @Get('/')
  @OAuthScope('photos:read', { subject: 'user' }) // a client that acts for itself has no user
  list(@CurrentUser() user: User) {
    return [{ id: 1, title: 'Sunset', owner: user.username }];
  }
}

const server = await createOAuthServer({
  issuer: 'http://localhost:3000',
  database: 'oauth.sqlite',
  controllers: [OAuthController, PhotoController],
  scopes: { 'photos:read': 'See your photos' },
  clients: [{ clientId: 'demo', public: true, redirectUris: ['http://127.0.0.1/callback'], scopes: ['photos:read'] }],
  users: [{ username: 'ada', password: 'lovelace' }],
});
await server.listen(3000);
