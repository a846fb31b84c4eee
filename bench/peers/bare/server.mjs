// The same handlers without the library: what nobody who uses the frameworks can go below.
import { decorate } from '../common/controllers.mjs';
import { photos, service, tokenAnswer } from '../common/fixture.mjs';
import { root } from '../common/root.mjs';
import { routeController } from '../common/routes.mjs';
import { framework, freePort, serve } from '../common/serve.mjs';

root('reflect-metadata');
const { Get, JsonController, Post, useExpressServer, useKoaServer } = root('routing-controllers');

class PhotoController {
  list() {
    return photos;
  }
}
decorate(PhotoController, [JsonController('/photos')], { list: [Get('/')] });

class TokenController {
  token() {
    return tokenAnswer;
  }
  introspect() {
    return { active: true, client_id: service.id, ...tokenAnswer };
  }
}
decorate(TokenController, [JsonController('/oauth')], { token: [Post('/token')], introspect: [Post('/introspect')] });

const options = { controllers: [...routeController(), PhotoController, TokenController] };
const port = await freePort();
if (framework === 'koa') {
  const app = new (root('koa'))();
  useKoaServer(app, options);
  await serve(app.callback(), port);
} else {
  const app = root('express')().disable('x-powered-by');
  useExpressServer(app, options);
  await serve(app, port);
}
