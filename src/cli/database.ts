import { existsSync } from 'node:fs';
import { TypediServices } from '../controllers/container';
import { AuthorizationServer } from '../server';
import { type DatabaseOption, openExisting, optionsOf } from '../typeorm/data-source';

/** Where the library and the quick start of a clone keep their data. */
const usual = ['oauth.sqlite', 'samples/quick-start/oauth.sqlite'];

export const databaseHelp = `default: the variable OAUTH_DATABASE, or ${usual.join(' or ')} beneath this folder`;

export interface DatabaseChoice {
  readonly database?: string;
  /** As the server's DataSourceOptions have it. */
  readonly entityPrefix?: string;
}

/** Where the database has no table of a server. */
const mend = 'start the server once, which makes it; where its options have an entityPrefix, name it with --entity-prefix';

/**
 * Opens the database of a server that may be running meanwhile.
 * @throws TypeError when it is that of none; a command makes neither a database nor a table
 */
export async function withServer<T>(choice: DatabaseChoice, work: (server: AuthorizationServer) => Promise<T>): Promise<T> {
  const { database: named = process.env.OAUTH_DATABASE, entityPrefix = process.env.OAUTH_ENTITY_PREFIX } = choice;
  const database = await openExisting(chosen(named), entityPrefix, mend);
  try {
    return await served(database, work);
  } finally {
    await database.destroy();
  }
}

async function served<T>(database: DatabaseOption, work: (server: AuthorizationServer) => Promise<T>): Promise<T> {
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
  // Before the text is looked for, or shown: it may be a URL that is misspelt, with a password in it.
  if (optionsOf(database).type === 'better-sqlite3' && !existsSync(database))
    throw new TypeError(
      `There is no database ${database}; start the server once, which makes it, or name another with --database.`,
    );
  return database;
}
