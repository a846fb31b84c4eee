import type { Server } from 'node:http';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getMetadataArgsStorage } from 'routing-controllers';
import type { TestApplication } from './application';
import { post, tokens } from './flow';

/** A token of user ada. */
export async function userToken(app: TestApplication, scope = 'photos:read'): Promise<string> {
  return (await tokens(app, { scope })).access_token;
}

/** A token of a client that acts for itself. */
export async function clientToken(app: TestApplication, scope = 'photos:read'): Promise<string> {
  const { body } = await post(app, { grant_type: 'client_credentials', scope }, { basic: 'service' });
  return body.access_token;
}

/** What a specification adds to the metadata of the process is taken away again: other applications would pick it up. */
export function forgettingMetadata(): void {
  const storage = getMetadataArgsStorage();
  let known: Pick<typeof storage, 'interceptors' | 'middlewares' | 'controllers'>;
  beforeEach(() => {
    known = {
      interceptors: [...storage.interceptors],
      middlewares: [...storage.middlewares],
      controllers: [...storage.controllers],
    };
  });
  afterEach(() => {
    Object.assign(storage, known);
  });
}

/** Two requests in a row on one kept-alive connection, and whether it was the same one. */
export async function keptAlive(url: string, headers: Record<string, string>): Promise<boolean> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const port = (): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { agent, headers }, response => {
        const local = response.socket.localPort;
        response.resume().once('end', () => setImmediate(() => resolve(local)));
      });
      sent.once('error', reject).end();
    });
  const first = await port();
  const second = await port();
  agent.destroy();
  return first !== undefined && first === second;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;
