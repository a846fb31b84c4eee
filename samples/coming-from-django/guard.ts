import { AccessToken, CurrentToken, OAuthScope } from 'oauth-controllers';
import { Authorized, CurrentUser, Get, JsonController } from 'routing-controllers';

@JsonController('/albums')
export class AlbumController {
  @Get('/')
  @OAuthScope('photos:read', 'photos:write') // both are needed; a name that is not declared stops the start-up
  list(@CurrentToken() token: AccessToken) {
    return { owner: token.user?.username, mayWrite: token.hasScope('photos:write') };
  }

  @Get('/mine')
  @Authorized() // any token, or whoever the application's own currentUserChecker has signed in
  mine(@CurrentUser() user: { username: string }) {
    return { owner: user.username };
  }
}
