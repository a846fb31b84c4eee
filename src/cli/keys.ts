import type { AuthorizationServer } from '../server';
import type { SigningKey } from '../server/keys';
import { type DatabaseChoice, withServer } from './database';

/** A key as the command shows it: nothing of it is secret. Instants as ISO 8601. */
export interface ShownKey {
  readonly kid: string;
  readonly alg: string;
  readonly state: string;
  readonly signs_from: string;
  readonly signs_until?: string;
  readonly published_until?: string;
}

/** The signing keys of the database, the oldest first. None is made. */
export function listKeys(options: DatabaseChoice): Promise<ShownKey[]> {
  return withServer(options, shownKeys);
}

/**
 * Makes the next key, as `server.keys.rotate()` does. @returns all keys
 * @throws TypeError when there is none yet: a server makes the first one, under the key that it is given
 */
export function rotateKeys(options: DatabaseChoice): Promise<ShownKey[]> {
  return withServer(options, async server => {
    if ((await shownKeys(server)).length === 0)
      throw new TypeError('There is no signing key yet; the server makes the first one when it needs it.');
    await server.context.keys.rotate();
    return shownKeys(server);
  });
}

async function shownKeys({ context }: AuthorizationServer): Promise<ShownKey[]> {
  return (await context.keys.list()).map(shown);
}

function shown({ kid, algorithm, state, signsFrom, signsUntil, publishedUntil }: SigningKey): ShownKey {
  return {
    ...{ kid, alg: algorithm, state, signs_from: signsFrom.toISOString() },
    ...(signsUntil && { signs_until: signsUntil.toISOString() }),
    ...(publishedUntil && { published_until: publishedUntil.toISOString() }),
  };
}
