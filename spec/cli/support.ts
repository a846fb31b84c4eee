import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { type OAuthOptions, OAuthServer } from 'oauth-controllers';

export const root = join(__dirname, '../../..');

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program; whatever the shell of the specs has set for `oauth` is left out. */
export function run(file: string, parameters: string[], environment: NodeJS.ProcessEnv = {}, cwd = root): Promise<Ran> {
  const { OAUTH_DATABASE, NODE_ENV, ...rest } = process.env;
  return new Promise(resolve => {
    execFile(file, parameters, { cwd, env: { ...rest, ...environment } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}

/** The command, without the time that npx takes. */
export function oauth(parameters: string[], environment: NodeJS.ProcessEnv = {}, cwd = root): Promise<Ran> {
  return run(process.execPath, [join(root, 'dist/src/cli/main.js'), ...parameters], environment, cwd);
}

/** A server on the same file as the command, with the client `demo` and the user ada. */
export function serverOn(database: OAuthOptions['database']): Promise<OAuthServer> {
  return OAuthServer.create({
    issuer: 'http://localhost',
    database,
    scopes: { 'photos:read': 'See your photos', 'photos:write': 'Add photos' },
    clients: [
      { clientId: 'demo', public: true, redirectUris: ['https://app.example/cb'], scopes: ['photos:read'] },
      { clientId: 'job', clientSecret: 'a secret of the job', scopes: ['photos:read', 'photos:write'] },
    ],
    users: [{ username: 'ada', password: 'lovelace' }],
  });
}
