// The process that is killed: a server as an application starts it, on the system's clock.
import 'reflect-metadata';
import { createOAuthServer, OAuthController } from 'oauth-controllers';
import { PhotoController } from '../support/photos';
import type { ServerOptions } from './torture-server';

async function main(): Promise<void> {
  const { port, ...options } = JSON.parse(process.env.TORTURE_SERVER ?? '{}') as ServerOptions;
  const server = await createOAuthServer({
    issuer: `http://localhost:${port}`,
    controllers: [OAuthController, PhotoController],
    scopes: { 'photos:read': 'See your photos', 'photos:write': 'Add photos' },
    clients: [
      { clientId: 'app', public: true, redirectUris: ['https://app.example/callback'], scopes: ['photos:read'] },
      { clientId: 'service', clientSecret: 'service-secret', scopes: ['photos:read'] },
    ],
    users: [{ username: 'ada', password: 'lovelace' }],
    ...options,
  });
  await server.listen(port);
  process.send?.('listening');
  process.on('message', message => {
    if (message === 'clean up') void cleanUp();
  });
  process.once('disconnect', () => void server.close());

  async function cleanUp(): Promise<void> {
    process.send?.({ deleted: await server.cleanUp() });
  }
}

void main();
