import Module from 'node:module';
import { OAuthController, type OAuthOptions, OAuthServer, pushedAuthorizationRequests } from 'oauth-controllers';
import { getMetadataArgsStorage } from 'routing-controllers';
import { defaults, type Framework } from '../../support/application';
import { MemoryLogger } from '../../support/logger';
import { PhotoController } from '../../support/photos';

/** A middleware of the application's that does nothing; that it is there means that each request passes the framework. */
export class Passing {
  static seen: string[] = [];
  use(...args: unknown[]): unknown {
    Passing.seen.push((args[0] as { url: string }).url);
    return (args.at(-1) as () => unknown)();
  }
}

/** routing-controllers knows one type for each class. */
class PassingAfter extends Passing {}

export interface Listening {
  readonly server: OAuthServer;
  readonly url: string;
  readonly port: number;
  readonly log: MemoryLogger;
}

/** A server that listens by itself, with all that it says of itself the same on whichever port. */
export async function listening(on: Framework, options: Partial<OAuthOptions> = {}, passing = false): Promise<Listening> {
  const log = new MemoryLogger();
  const server = await OAuthServer.create({
    ...defaults,
    issuer: 'http://localhost:3000',
    framework: on === 'koa' ? 'koa' : 'express',
    controllers: [OAuthController, PhotoController],
    extensions: [pushedAuthorizationRequests()],
    origins: ['https://spa.example'],
    logger: log,
    ...options,
  });
  if (passing) addPassing('before');
  await withExpress(on, () => server.listen(0, '127.0.0.1'));
  const port = server.port ?? 0;
  return { server, port, url: `http://127.0.0.1:${port}`, log };
}

/** Global middlewares are taken by every application that names none. `forgettingMetadata()` takes it away again. */
export function addPassing(type: 'before' | 'after'): void {
  getMetadataArgsStorage().middlewares.push({
    target: type === 'after' ? PassingAfter : Passing,
    type,
    global: true,
    priority: 0,
  });
}

/** Only listen() asks for Express by its name. */
async function withExpress(on: Framework, work: () => Promise<unknown>): Promise<void> {
  const resolver = Module as unknown as { _resolveFilename: (name: string, ...rest: unknown[]) => string };
  const original = resolver._resolveFilename;
  if (on === 'express4') resolver._resolveFilename = (name, ...rest) => original(name === 'express' ? 'express4' : name, ...rest);
  await work().finally(() => {
    resolver._resolveFilename = original;
  });
}
