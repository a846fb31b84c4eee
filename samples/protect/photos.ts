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
import { Service } from 'typedi';

export const scopes = {
  'photos:read': 'See your photos',
  'photos:write': 'Add photos for you',
  'photos:admin': 'Manage private photos',
  'albums:read': 'See your albums',
};

class NewPhoto {
  title!: string;
  private?: boolean;
}

@Service()
class PhotoStore {
  visibleTo(user?: User) {
    return [{ id: '1', seenBy: user?.username ?? 'everybody' }];
  }
  add(photo: NewPhoto, by: { user?: User; client: Client }) {
    return { id: '2', ...photo, owner: by.user?.username, via: by.client.name };
  }
  remove(_id: string) {}
}

@OAuthScope('photos:read') // every handler needs this scope …
@Service()
@JsonController('/photos')
export class PhotoController {
  constructor(private readonly photos: PhotoStore) {}

  @Get('/') // … and the token, user, client, scopes are plain parameters
  @OAuthScope({ subject: 'user' }) // a client that acts for itself has no user
  list(@CurrentUser() user: User, @CurrentToken() token: AccessToken) {
    return { photos: this.photos.visibleTo(user), expires: token.expiresAt };
  }

  @Post('/')
  @OAuthScope('photos:write', 'albums:read') // all of (added to the class scope)
  add(@Body() photo: NewPhoto, @CurrentUser() user: User, @CurrentClient() client: Client, @CurrentScopes() granted: Scopes) {
    if (photo.private && !granted.has('photos:admin')) throw new InsufficientScopeError('photos:admin'); // step-up challenge
    return this.photos.add(photo, { user, client });
  }

  @Delete('/:id')
  @OnUndefined(204)
  @OAuthScope(anyOf('photos:admin', allOf('photos:write', 'albums:read')), { subject: 'user' })
  remove(@Param('id') id: string) {
    this.photos.remove(id);
  }

  @Get('/featured')
  @OAuthOptional() // anonymous is fine; a *bad* token is still 401
  featured(@CurrentUser({ required: false }) user?: User) {
    return this.photos.visibleTo(user);
  }

  @Get('/health')
  @OAuthPublic() // opt out of the class-level rule
  health() {
    return { ok: true };
  }
}
