import { type Awaitable, after } from './awaitable';
import type { Client } from './client';
import type { ServerContext } from './context';
import { within } from './deadline';
import { invalidScope } from './errors';
import { parseScope, type Scopes } from './scope';
import type { User } from './user';

/**
 * What a scope parameter asks for (RFC 6749 section 3.3). Without one, all that the client is registered for.
 * @throws OAuthError invalid_scope when a name is malformed, unknown to the server or not registered for the client
 */
export function requestedScopes(context: ServerContext, client: Client, parameter: string | undefined): Scopes {
  const names = parameter === undefined ? client.scopes.filter(name => context.scopes.has(name)) : parseScope(parameter);
  for (const name of names) {
    if (!context.scopes.has(name)) throw invalidScope(`${theScope(name)} is unknown`);
    if (!client.hasScope(name)) throw invalidScope(`${theScope(name)} is not registered for this client`);
  }
  return context.scopes.ofText(names.join(' '));
}

/** What scopes are usually made of. Anything else is not repeated: a client may show the description on a page. */
const usual = /^[\w:./-]{1,60}$/;
const theScope = (name: string): string => (usual.test(name) ? `The requested scope ${name}` : 'A requested scope');

/**
 * What the policy leaves of it.
 * @throws OAuthError invalid_scope when nothing is left
 */
export function grantableScopes(
  context: ServerContext,
  client: Client,
  user: User | undefined,
  requested: Scopes,
): Awaitable<Scopes> {
  const answer = context.scopePolicy.grantable(client, user, requested);
  return after(within(context.settings.serviceTimeout, 'ScopePolicy.grantable', answer), names => {
    const granted = requested.intersect(names);
    if (granted.size === 0) throw invalidScope('None of the requested scopes can be granted');
    return granted;
  });
}
