import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { invalidGrant } from '../core/errors';
import type { Scopes } from '../core/scope';

/**
 * What is left today of scopes that were granted earlier: a scope that the server or the client has lost since is gone.
 * @throws OAuthError invalid_grant when nothing is left
 */
export function stillAllowed(context: ServerContext, client: Client, scope: string): Scopes {
  const scopes = scopesOfToday(context, client, scope);
  if (scopes.size === 0) throw invalidGrant('Nothing that was granted is allowed any more');
  return scopes;
}

/** The same, where nothing being left is no error. */
export function scopesOfToday(context: ServerContext, client: Client, scope: string): Scopes {
  const names = scope.split(' ').filter(name => context.scopes.has(name) && client.hasScope(name));
  return context.scopes.ofText(names.join(' '));
}
