import { lifetime, redirectUri, scope, service, user, web } from '../common/fixture.mjs';
import { root } from '../common/root.mjs';
import { framework, freePort, ready } from '../common/serve.mjs';
import { openDatabase } from './database.mjs';

const { createOAuthServer, OAuthController } = root('oauth-controllers');

/** The authorization server as `listen()` serves it, with its defaults but for the lifetime. */
export async function startServer(controller) {
  const port = await freePort();
  const { database, drop } = await openDatabase(process.env.BENCH_DATABASE);
  const server = await createOAuthServer({
    issuer: `http://127.0.0.1:${port}`,
    database,
    framework,
    controllers: [OAuthController, controller],
    scopes: { [scope]: 'See your photos' },
    tokens: { accessToken: lifetime },
    clients: [
      { clientId: service.id, clientSecret: service.secret, scopes: [scope] },
      { clientId: web.id, clientSecret: web.secret, redirectUris: [redirectUri], scopes: [scope] },
    ],
    users: [user],
  });
  await server.listen(port);
  ready(port, async () => {
    await server.close();
    await drop();
  });
}
