import { createOAuthServer } from 'oauth-controllers';
import { environment } from '../quick-start/environment';
import { quickStartOptions } from '../quick-start/options';
import { databaseOption } from './database';

/** One of the processes. The port is shared: whoever is free takes the next connection. */
export async function work(): Promise<void> {
  const settings = environment();
  const server = await createOAuthServer(quickStartOptions(settings, databaseOption()));
  await server.listen(settings.port);
  // Requests under way are answered, then the database is closed; with the line to the first process nothing is left to wait for.
  const stop = async (): Promise<void> => {
    await server.close();
    process.disconnect();
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop());
}
