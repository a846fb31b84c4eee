import { existsSync } from 'node:fs';
import { TypediServices } from '../controllers/container';
import { AuthorizationServer } from '../server';

/** Where the library and the quick start of a clone keep their data. */
const usual = ['oauth.sqlite', 'samples/quick-start/oauth.sqlite'];

export const databaseHelp = `default: the variable OAUTH_DATABASE, or ${usual.join(' or ')} beneath this folder`;

export interface DatabaseChoice {
  readonly database?: string;
}

/**
 * Opens the database of a server that may be running meanwhile.
 * @throws TypeError when there is none; a command never makes an empty one
 */
export async function withServer<T>(choice: DatabaseChoice, work: (server: AuthorizationServer) => Promise<T>): Promise<T> {
  const database = chosen(choice.database ?? process.env.OAUTH_DATABASE);
  // The scopes are those that the database knows; no request is served, so that any issuer will do that production allows.
  const keys = { encryptWith: operatorKeys(process.env.OAUTH_ENCRYPT_WITH) };
  const options = { issuer: 'https://localhost', database, scopes: {}, cleanup: false, keys } as const;
  const server = await AuthorizationServer.open(options, new TypediServices());
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

/** As the server has them in keys.encryptWith; several with blanks between them. On the command line they would be for all to see. */
function operatorKeys(text = ''): string[] | undefined {
  const keys = text.split(/\s+/).filter(key => key !== '');
  return keys.length > 0 ? keys : undefined;
}

function chosen(named: string | undefined): string {
  const found = named ? [named] : usual.filter(file => existsSync(file));
  const [database] = found;
  if (database === undefined)
    throw new TypeError(
      `There is no database: neither ${usual.join(' nor ')} is here. Start the server once, or name it with --database.`,
    );
  if (found.length > 1) throw new TypeError(`There are two databases here, ${found.join(' and ')}; name one with --database.`);
  if (!database.includes('://') && !existsSync(database))
    throw new TypeError(
      `There is no database ${database}; start the server once, which makes it, or name another with --database.`,
    );
  return database;
}
