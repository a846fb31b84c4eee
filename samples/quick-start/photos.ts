import { Client, CurrentClient, OAuthScope, User } from 'oauth-controllers';
import { Body, CurrentUser, Get, HttpCode, JsonController, Post } from 'routing-controllers';

class NewPhoto {
  title?: string;
}

@JsonController('/photos')
export class PhotoController {
  @Get('/')
  @OAuthScope('photos:read')
  list(@CurrentUser() user?: User) {
    return [{ id: 1, title: 'Sunset', owner: user?.username ?? 'everybody' }];
  }

  @Post('/')
  @HttpCode(201)
  @OAuthScope('photos:write')
  add(@Body() photo: NewPhoto, @CurrentClient() client: Client, @CurrentUser() user?: User) {
    return { id: 2, title: photo.title ?? 'Untitled', owner: user?.username ?? client.name, via: client.name };
  }
}
