import type { DataSource } from 'typeorm';
import { seconds } from '../core/duration';
import { parseUrl } from '../core/url';
import { requiresNonces } from '../extensions/dpop';
import { requiresPushing } from '../extensions/par';
import { connectionOf } from '../typeorm/sqlite-driver';
import type { AuthorizationServerOptions } from './options';

/** Something about a configuration that its operator should know. */
export interface Finding {
  /** Stays the same from release to release. */
  readonly id: string;
  /** With an error a server does not start in production. */
  readonly level: 'error' | 'warning';
  /** What is so, and why it matters, with the section of the RFC. */
  readonly message: string;
  /** The sentence that mends it. */
  readonly hint: string;
}

/** What is known of an application beside the options; undefined: nothing is. */
export interface Facts {
  /** The endpoints that it serves, by their names. */
  readonly served?: ReadonlySet<string>;
  /** Whether it has a UserProvider of its own. */
  readonly ownUsers?: boolean;
}

interface Rule extends Finding {
  /** Whether it matters in production only. */
  readonly production?: boolean;
  found(options: AuthorizationServerOptions, facts: Facts): boolean;
}

/** What is looked for, the gravest first. */
const rules: readonly Rule[] = [
  {
    ...{ id: 'development-users', level: 'error', production: true },
    message: 'The option users is for development and NODE_ENV is production',
    hint: 'replace UserProvider with your own user table.',
    found: ({ users }) => users !== undefined,
  },
  {
    ...{ id: 'development-clients', level: 'error', production: true },
    message: 'The option clients is for development and NODE_ENV is production',
    hint: 'register clients with server.clients.register().',
    found: ({ clients }) => clients !== undefined,
  },
  {
    ...{ id: 'plain-http-issuer', level: 'error', production: true },
    message: 'issuer is http, so that everybody on the way reads tokens and passwords (RFC 9700 section 2.6)',
    hint: 'give the https URL that clients know the server by.',
    found: ({ issuer }) => parseUrl(issuer)?.protocol === 'http:',
  },
  {
    ...{ id: 'memory-database', level: 'error', production: true },
    message: 'The database is in memory: every token and client is gone with the process',
    hint: 'name a file, or a postgres:// or mysql:// URL, in the option database.',
    found: ({ database, storage }) => storage === undefined && isInMemory(database),
  },
  {
    ...{ id: 'synchronized-schema', level: 'error', production: true },
    message: 'The database is synchronized with the entities at each start, which can drop columns with their data',
    hint: 'leave synchronize out; the library runs its migrations itself.',
    found: ({ database }) => typeof database === 'object' && optionsOf(database).synchronize === true,
  },
  {
    ...{ id: 'no-nonce-key', level: 'error', production: true },
    message: 'dpop() requires nonces and keys.encryptWith is missing, under which they are sealed (RFC 9449 section 8)',
    hint: 'give 32 random characters or more, the same to every process.',
    found: ({ keys, extensions }) => keys?.encryptWith === undefined && extensions?.some(requiresNonces) === true,
  },
  {
    ...{ id: 'no-encryption-key', level: 'warning', production: true },
    message: 'keys.encryptWith is missing, and without it nothing can be signed in production',
    hint: 'give 32 random characters or more, the same to every process.',
    found: ({ keys }) => keys?.encryptWith === undefined && keys?.jwks === undefined && keys?.signer === undefined,
  },
  {
    ...{ id: 'no-user-provider', level: 'warning' },
    message: 'Nobody can log in: the application has no UserProvider of its own, and there is no option users',
    hint: 'name yours in the option services, or give users for development.',
    found: (options, { served, ownUsers }) => ownUsers === false && options.users === undefined && letsLogIn(options, served),
  },
  {
    ...{ id: 'users-beside-provider', level: 'warning' },
    message: 'The option users is never asked: the application has a UserProvider of its own, which comes before it',
    hint: 'leave users out, or the UserProvider.',
    found: ({ users }, { ownUsers }) => users !== undefined && ownUsers === true,
  },
  {
    ...{ id: 'unsynced-commits', level: 'warning' },
    message:
      'The SQLite file of the DataSource does not wait for the disk (PRAGMA synchronous): a power cut takes back what was answered, a revocation too',
    hint: "give it prepareDatabase: database => database.pragma('synchronous = FULL').",
    found: ({ database }) => typeof database === 'object' && 'isInitialized' in database && isUnsynced(database),
  },
  {
    ...{ id: 'unmounted-par', level: 'warning' },
    message:
      'pushedAuthorizationRequests({ required: true }) refuses what was not pushed, and no endpoint takes pushes (RFC 9126 section 5)',
    hint: 'mount @PushedAuthorizationEndpoint(), as OAuthController does, or leave required out.',
    found: ({ extensions }, { served }) =>
      extensions?.some(requiresPushing) === true &&
      served?.has('authorization') === true &&
      !served.has('pushed_authorization_request'),
  },
  {
    ...{ id: 'bearer-in-query', level: 'warning' },
    message: "bearerMethods has 'query': access tokens will stand in logs and browser histories (RFC 9700 section 4.3.2)",
    hint: "leave 'query' out.",
    found: ({ bearerMethods }) => bearerMethods?.includes('query') === true,
  },
  {
    ...{ id: 'password-grant', level: 'warning' },
    message: "grants has 'password': clients see the passwords of your users (RFC 9700 section 2.4)",
    hint: 'use authorization_code.',
    found: ({ grants }) => grants?.includes('password') === true,
  },
  {
    ...{ id: 'optional-pkce', level: 'warning' },
    message: 'confidential clients may leave PKCE out (RFC 9700 section 2.1.1 asks for it)',
    hint: 'leave dangerouslyAllowConfidentialClientsWithoutPkce out once the last client has PKCE.',
    found: options => options.dangerouslyAllowConfidentialClientsWithoutPkce === true,
  },
  {
    ...{ id: 'mac-tokens', level: 'warning' },
    message: "tokenTypes has 'mac': MAC tokens are legacy; prefer DPoP (RFC 9449)",
    hint: "name 'dpop' instead.",
    found: ({ tokenTypes }) => tokenTypes?.includes('mac') === true,
  },
  {
    ...{ id: 'implicit', level: 'warning' },
    message: 'responseTypes has an implicit one: access tokens will stand in addresses (RFC 9700 section 2.1.2)',
    hint: "use 'code' alone.",
    found: ({ responseTypes }) => responseTypes?.some(type => type.includes('token')) === true,
  },
  {
    ...{ id: 'plain-http', level: 'warning' },
    message: 'sslOnly is false: tokens and passwords may come over plain http',
    hint: 'leave sslOnly out, and set trustProxy when a proxy ends TLS.',
    found: ({ sslOnly, issuer }) => sslOnly === false && issuer.startsWith('https:'),
  },
  {
    ...{ id: 'documents-on-loopback', level: 'warning' },
    message: 'dangerouslyAllowDocumentsOnLoopback is set: the jwksUri of a client may lead to this machine',
    hint: 'leave it out where clients are not all your own.',
    found: options => options.dangerouslyAllowDocumentsOnLoopback === true,
  },
  {
    ...{ id: 'no-limits', level: 'warning' },
    message: 'limits is false: passwords and client secrets can be guessed without end',
    hint: 'leave limits out, or give other figures.',
    found: ({ limits }) => limits === false,
  },
  {
    ...{ id: 'long-access-tokens', level: 'warning' },
    message: 'tokens.accessToken is more than a day: whoever steals one has it as long (RFC 9700 section 2.2)',
    hint: 'make it minutes, and give clients refresh tokens.',
    found: ({ tokens }) => tokens?.accessToken !== undefined && seconds(tokens.accessToken, 'tokens.accessToken') > 86_400,
  },
];

/** @param production whether the server is, or will be, in production */
export function findingsOf(options: AuthorizationServerOptions, production: boolean, facts: Facts = {}): Finding[] {
  const found = rules.filter(rule => (production || !rule.production) && rule.found(options, facts));
  return found.map(({ id, level, message, hint }) => ({ id, level, message, hint }));
}

/** Whether users log in at the endpoints that are served, and not clients alone. */
function letsLogIn({ grants, responseTypes = [] }: AuthorizationServerOptions, served: Facts['served']): boolean {
  if (!served) return false;
  const codes = grants === undefined || grants.includes('authorization_code') || responseTypes.some(type => type !== 'code');
  return (codes && served.has('authorization')) || (grants?.includes('password') === true && served.has('token'));
}

function isInMemory(database: AuthorizationServerOptions['database']): boolean {
  return (typeof database === 'object' ? optionsOf(database).database : database) === ':memory:';
}

function optionsOf(database: Exclude<AuthorizationServerOptions['database'], string | undefined>) {
  return 'isInitialized' in database ? database.options : database;
}

/** Known of a connection that is open. better-sqlite3 is made such that a file in WAL mode does not wait for the disk at a commit. */
function isUnsynced(dataSource: DataSource): boolean {
  if (!dataSource.isInitialized || dataSource.options.type !== 'better-sqlite3') return false;
  const connection = connectionOf(dataSource);
  const asked = (name: string): unknown => connection.pragma(name, { simple: true });
  return asked('journal_mode') === 'wal' && Number(asked('synchronous')) < 2;
}
