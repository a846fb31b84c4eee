import type { ScopeDirectory } from '../core/context';
import type { Logger } from '../core/logger';
import { resolveSettings } from '../core/resolve-settings';
import type { Settings } from '../core/settings';
import { checkMembers } from './client-members';
import { DeclaredScopes } from './declared-scopes';
import { extensionsOf } from './extension-registry';
import { type Facts, findingsOf } from './findings';
import { GrantRegistry } from './grant-registry';
import type { AuthorizationServerOptions } from './options';

/** @throws TypeError for the first error that `oauth check --production` would name */
export function refuseInProduction(options: AuthorizationServerOptions): void {
  if (process.env.NODE_ENV !== 'production') return;
  const error = findingsOf(options, true).find(({ level }) => level === 'error');
  if (error) throw new TypeError(`${error.message}; ${error.hint}`);
}

/**
 * What does not need the database.
 * @throws TypeError for a mistake in the options; the sentence says which and how to mend it
 */
export function checkedParts(options: AuthorizationServerOptions): { grants: GrantRegistry; scopes: DeclaredScopes } {
  for (const client of options.clients ?? []) checkMembers(client);
  refuseNameless(options);
  refuseDuplicates(options);
  resolveSettings(options);
  extensionsOf(options.extensions);
  return { grants: new GrantRegistry(options.grants), scopes: new DeclaredScopes(options.scopes) };
}

/** @throws TypeError for a client that nothing could name */
function refuseNameless(options: AuthorizationServerOptions): void {
  const nameless = options.clients?.some(client => !client.clientId);
  if (nameless)
    throw new TypeError(
      'A client in the option clients has no clientId; give it one, or register it with server.clients.register().',
    );
}

/** @throws TypeError for two clients with one id: the second would replace the first without a word */
function refuseDuplicates({ clients = [] }: AuthorizationServerOptions): void {
  const ids = clients.map(client => client.clientId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new TypeError(`The option clients has ${twice} twice; a client id belongs to one client.`);
}

/** @throws TypeError for a resource with a scope that nobody could be granted */
export function refuseUnknownScopes({ resources = {} }: AuthorizationServerOptions, known: ScopeDirectory): void {
  for (const [uri, { scopes = [] }] of Object.entries(resources)) {
    const unknown = scopes.find(name => !known.has(name));
    if (unknown !== undefined)
      throw new TypeError(`The resource ${uri} has the scope ${unknown}, which is not declared; add it to the option scopes.`);
  }
}

/** Each dangerous switch says so once, at start. */
export function warnOfDangers(options: AuthorizationServerOptions, logger: Logger): void {
  for (const { message } of findingsOf(options, false)) logger.warn(`oauth-controllers: ${message}.`);
}

/**
 * What shows only where it is known what the application serves, and who is asked for users.
 * @param said what was said before: each is said once
 */
export function warnOfUsers(options: AuthorizationServerOptions, facts: Facts, logger: Logger, said: Set<string>): void {
  for (const { id, message, hint } of findingsOf(options, false, facts)) {
    if (!aboutUsers.has(id) || said.has(id)) continue;
    said.add(id);
    logger.warn(`oauth-controllers: ${message}; ${hint}`);
  }
}

const aboutUsers: ReadonlySet<string> = new Set(['no-user-provider', 'users-beside-provider']);

/** Whether tokens are signed for sure, so that what is wrong with the keys had better show at the start. */
export function signsTokens({ tokenFormat, resources }: Settings): boolean {
  return tokenFormat === 'jwt' || [...resources.values()].some(({ format }) => format === 'jwt');
}
