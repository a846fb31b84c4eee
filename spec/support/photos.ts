import { AccessToken, Client, CurrentClient, CurrentScopes, CurrentToken, OAuthScope, Scopes, User } from 'oauth-controllers';
import { Body, CurrentUser, Get, JsonController, Post } from 'routing-controllers';

/** The protected resource of most specs. */
@JsonController('/photos')
export class PhotoController {
  @Get('/')
  @OAuthScope('photos:read')
  list(@CurrentToken() token: AccessToken, @CurrentScopes() scopes: Scopes, @CurrentUser() user?: User) {
    return { owner: user?.username ?? null, client: token.client.clientId, scope: scopes.toString() };
  }

  @Post('/')
  @OAuthScope('photos:write')
  add(@Body() photo: { title?: string }, @CurrentClient() client: Client) {
    return { title: photo.title, via: client.clientId };
  }
}
