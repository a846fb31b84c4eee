import { type DatabaseChoice, withServer } from './database';

/** Deletes what has expired, as `server.cleanUp()` does. @returns how many rows; none while another process is at it */
export function purgeTokens(options: DatabaseChoice): Promise<number> {
  return withServer(options, server => server.cleaner.run());
}
