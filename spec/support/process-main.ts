// One of the processes of spec/support/processes.ts: the application of most specs on the system's clock.
import Module from 'node:module';
import 'reflect-metadata';
import {
  type ClientInput,
  type Logger,
  OAuthController,
  type OAuthOptions,
  OAuthServer,
  pushedAuthorizationRequests,
} from 'oauth-controllers';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { defaults, secret } from './application';
import { PhotoController } from './photos';
import type { ProcessOptions } from './processes';
import { developmentSigner } from './signer';
import { SlowStorage } from './slow-storage';

/** On a busy machine a database may take longer than is waited for; the races count these refusals, and print nothing. */
const logger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (message, details) => message.includes('temporarily_unavailable') || console.error(message, details),
};

const macClient: ClientInput = { clientId: 'mac', clientSecret: secret, scopes: ['photos:read'], tokens: { type: 'mac' } };

const signer: ClientInput = {
  ...{ clientId: 'signer', authMethod: 'private_key_jwt', scopes: ['photos:read'] },
  jwks: { keys: [developmentSigner.publicJwk] },
};

async function main({ database, slow, tokens, broken, framework, cleanup = false }: ProcessOptions): Promise<void> {
  const shared: OAuthOptions = {
    ...defaults,
    issuer: 'http://localhost:3000',
    controllers: [OAuthController, PhotoController],
    clients: [...defaults.clients, macClient, signer],
    // Losers of a race look like somebody who guesses.
    limits: broken === undefined ? false : undefined,
    tokenTypes: ['bearer', 'mac', 'dpop'],
    cleanup: cleanup ? undefined : false,
    framework,
    extensions: [pushedAuthorizationRequests({ limit: false })],
    logger,
    ...(tokens ? { tokens } : {}),
  };
  const storage = slow ? new SlowStorage(await TypeormStorage.open(database)) : undefined;
  const server = await OAuthServer.create({ ...shared, ...(storage ? { storage } : { database }) });
  await server.listen(0);
  if (broken !== undefined) breakPackage(broken);
  process.send?.({ port: server.port });
  // The parent says stop, or is gone.
  process.once('disconnect', () => void server.close());
}

/** As with a package that was removed, or whose file cannot be read any more. */
function breakPackage(name: string): void {
  const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
  const load = loader._load;
  loader._load = (request, ...rest) => {
    if (request === name) throw new Error(`Cannot find module '${name}'`);
    return load.call(loader, request, ...rest);
  };
}

main(JSON.parse(process.env.PROCESS_OPTIONS ?? '{}') as ProcessOptions).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
