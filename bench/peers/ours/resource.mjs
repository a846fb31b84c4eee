import { resource } from '../common/fixture.mjs';
import { root } from '../common/root.mjs';
import { framework, freePort, listen } from '../common/serve.mjs';
import { scopes } from './photos.mjs';

const { createResourceServer, createServer } = root('oauth-controllers/resource');
const { useExpressServer, useKoaServer } = root('routing-controllers');

/** The resource server that verifies by the issuer's keys, on an application as its documentation shows it. */
export async function startResource(controllers) {
  const port = await freePort();
  const api = await createResourceServer({
    issuer: process.env.BENCH_ISSUER,
    resource,
    scopes: Object.fromEntries(scopes.map(scope => [scope, `See ${scope}`])),
  });
  const options = api.options({ controllers });
  if (framework === 'koa') {
    const app = new (root('koa'))();
    useKoaServer(app, options);
    await listen(createServer(app), port);
    return;
  }
  const app = root('express')().disable('x-powered-by');
  useExpressServer(app, options);
  await listen(createServer(app), port);
}
