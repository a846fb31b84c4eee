import { join } from 'node:path';
import { OAuthServer } from 'oauth-controllers';
import { fullEnvironment } from '../../../samples/full/environment';
import { fullOptions } from '../../../samples/full/options';
import { freePort } from '../../support/free-port';
import { MemoryLogger } from '../../support/logger';
import { startSample, temporaryFolder } from '../../support/quick-start';
import { metadataOf } from '../support';
import { clientsFor, type Subject } from './attempts';

/** What `npm run full` starts, over a database in which its operator has registered more clients. */
export async function startFull(): Promise<Subject> {
  const folder = temporaryFolder();
  const environment = { OAUTH_DATABASE: join(folder.path, 'oauth.sqlite'), PORT: String(await freePort()) };
  const options = fullOptions(fullEnvironment(environment));
  const operator = await OAuthServer.create({ ...options, logger: new MemoryLogger() });
  for (const client of clientsFor(Object.keys(options.scopes))) await operator.clients.register(client);
  await operator.close();
  const sample = await startSample('full', environment);
  const app = {
    url: sample.url,
    clock: { now: () => Date.now() },
    async close() {
      await sample.stop();
      folder.remove();
    },
  };
  return { app, document: await metadataOf(app) };
}
