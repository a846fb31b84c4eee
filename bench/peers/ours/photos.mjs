import { decorate } from '../common/controllers.mjs';
import { root } from '../common/root.mjs';

root('reflect-metadata');
const { OAuthScope } = root('oauth-controllers');
const { Get, JsonController } = root('routing-controllers');

/** The handler of `bare`, protected. */
export function photoController(scope, photos) {
  class PhotoController {
    list() {
      return photos;
    }
  }
  return decorate(PhotoController, [JsonController('/photos')], { list: [Get('/'), OAuthScope(scope)] });
}
