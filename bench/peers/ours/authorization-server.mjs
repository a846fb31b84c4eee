import { lifetime, redirectUri, resource, service, user, web } from '../common/fixture.mjs';
import { root } from '../common/root.mjs';
import { framework, freePort, ready } from '../common/serve.mjs';
import { openDatabase } from './database.mjs';

const { createOAuthServer, OAuthController } = root('oauth-controllers');

/** The authorization server as `listen()` serves it, with its defaults but for the lifetime. */
export async function startServer(controllers, scopes) {
  const port = await freePort();
  const { database, drop } = await openDatabase(process.env.BENCH_DATABASE);
  const server = await createOAuthServer({
    issuer: process.env.BENCH_ISSUED_BY ?? `http://127.0.0.1:${port}`,
    database,
    framework,
    controllers: [OAuthController, ...controllers],
    scopes: Object.fromEntries(scopes.map(scope => [scope, `See ${scope}`])),
    tokens: { accessToken: lifetime },
    clients: [
      { clientId: service.id, clientSecret: service.secret, scopes },
      { clientId: web.id, clientSecret: web.secret, redirectUris: [redirectUri], scopes },
    ],
    users: [user],
    ...(process.env.BENCH_EXTENSIONS === 'all' ? everyExtension(scopes) : {}),
  });
  await server.listen(port);
  ready(port, async () => {
    await server.close();
    await drop();
  });
}

/** What is built in and not on by itself. The parameter iss always is, and pushed requests are where OAuthController is. */
function everyExtension(scopes) {
  return { resources: { [resource]: { scopes } }, tokenTypes: ['bearer', 'dpop'], keys: { encryptWith } };
}

/** A key of the bench, and no secret of anybody. */
const encryptWith = Buffer.alloc(32, 'bench').toString('base64url');
