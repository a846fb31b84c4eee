import { decorate } from '../common/controllers.mjs';
import { photos, scopesOf } from '../common/fixture.mjs';
import { root } from '../common/root.mjs';
import { routeController } from '../common/routes.mjs';

root('reflect-metadata');
const { OAuthScope } = root('oauth-controllers');
const { Get, JsonController } = root('routing-controllers');

/** The scopes that the handler asks for, all of them. */
export const scopes = scopesOf(Number(process.env.BENCH_SCOPES ?? 1));

class PhotoController {
  list() {
    return photos;
  }
}
decorate(PhotoController, [JsonController('/photos')], { list: [Get('/'), OAuthScope(...scopes)] });

class OpenController {
  list() {
    return photos;
  }
}
decorate(OpenController, [JsonController('/open')], { list: [Get('/')] });

/** The handler of `bare` protected, the same unprotected, and before them as many other routes as BENCH_ROUTES says. */
export const controllers = [...routeController(() => OAuthScope(...scopes)), PhotoController, OpenController];
