import {
  AccessToken,
  allOf,
  anyOf,
  Client,
  CurrentClient,
  CurrentScopes,
  CurrentToken,
  InsufficientScopeError,
  OAuthOptional,
  OAuthPublic,
  OAuthScope,
  Scopes,
  User,
} from 'oauth-controllers';
import { Body, CurrentUser, Delete, Get, JsonController, OnUndefined, Param, Post } from 'routing-controllers';

// Declare the scopes once: from here on a typo in a scope name does not compile.
declare module 'oauth-controllers' {
  interface OAuthScopes {
    'photos:read': true;
    'photos:write': true;
    'photos:admin': true;
  }
}

class NewPhoto {
  title!: string;
  private?: boolean;
}

@OAuthScope('photos:read', { subject: 'user' }) // every handler needs this scope, and a user …
@JsonController('/photos')
export class PhotoController {
  @Get('/') // … who is a plain parameter, like the token, the client and the scopes
  list(@CurrentUser() user: User, @CurrentToken() token: AccessToken) {
    return { owner: user.username, until: token.expiresAt };
  }

  @Post('/')
  @OAuthScope('photos:write') // added to the scope of the class
  add(@Body() photo: NewPhoto, @CurrentClient() client: Client, @CurrentScopes() scopes: Scopes) {
    // What only the handler can know is answered with 403 and a challenge, too.
    if (photo.private && !scopes.has('photos:admin')) throw new InsufficientScopeError('photos:admin');
    return { title: photo.title, via: client.name };
  }
}

@JsonController('/albums')
export class AlbumController {
  @Delete('/:id')
  @OnUndefined(204)
  @OAuthScope(anyOf('photos:admin', allOf('photos:read', 'photos:write')), { subject: 'user' })
  remove(@Param('id') _id: string) {}

  @Get('/featured')
  @OAuthOptional() // anonymous is fine; a bad token is still 401
  featured(@CurrentUser({ required: false }) user?: User) {
    return { chosenFor: user?.username ?? 'everybody' };
  }

  @Get('/health')
  @OAuthPublic() // not protected at all
  health() {
    return { ok: true };
  }
}

@JsonController('/profile')
export class ProfileController {
  @Get('/')
  @OAuthScope('photos:read', { subject: 'user' }) // a client that acts for itself is told 403
  show(@CurrentUser() user: User) {
    return { name: user.username };
  }
}
