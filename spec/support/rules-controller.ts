import { allOf, anyOf, OAuthOptional, OAuthPublic, OAuthScope, User } from 'oauth-controllers';
import { CurrentUser, Get, JsonController } from 'routing-controllers';

/** A handler for each kind of rule. */
@OAuthScope('photos:read')
@JsonController('/rules')
export class Rules {
  @Get('/class') class() {
    return 'ok';
  }
  @Get('/both')
  @OAuthScope('photos:write')
  both() {
    return 'ok';
  }
  @OAuthScope('photos:write', 'albums:read')
  @Get('/above')
  above() {
    return 'ok';
  }
  @OAuthScope('photos:write')
  @Get('/several')
  @OAuthScope('albums:read')
  several() {
    return 'ok';
  }
  @Get('/any')
  @OAuthScope(anyOf('photos:write', allOf('photos:read', 'albums:read')))
  any() {
    return 'ok';
  }
  @Get('/user')
  @OAuthScope({ subject: 'user' })
  user() {
    return 'ok';
  }
  @Get('/client')
  @OAuthScope({ subject: 'client' })
  client() {
    return 'ok';
  }
  @Get('/optional')
  @OAuthOptional()
  optional(@CurrentUser({ required: false }) user?: User) {
    return { name: user?.username ?? 'nobody' };
  }
  @Get('/public')
  @OAuthPublic()
  public() {
    return 'ok';
  }
}
