import { type Action, HttpError, type RoutingControllersOptions, UnauthorizedError } from 'routing-controllers';
import type { User } from '../core/user';
import type { ProtectedApplication } from '../resource/protected-application';
import { exchangeOfAction, rawOf } from './exchange-of';
import { giveHeaders } from './give-headers';
import { stateOf } from './state';

type Checkers = Required<Pick<RoutingControllersOptions, 'authorizationChecker' | 'currentUserChecker'>>;

/**
 * @Authorized() and @CurrentUser() of routing-controllers, from the token. An application's own checkers come first: a user
 * whom it has signed in stays the user, and what it says of roles is final.
 */
export function checkers(mine: RoutingControllersOptions): Checkers {
  return {
    authorizationChecker: mine.authorizationChecker ?? ((action, roles: unknown[]) => isAuthorized(action, roles)),
    currentUserChecker: async action => (await mine.currentUserChecker?.(action)) ?? (await currentUser(action)),
  };
}

/** On the authorization endpoint the user who has logged in; elsewhere the user of the token. */
async function currentUser(action: Action): Promise<User | undefined> {
  const state = stateOf(rawOf(action));
  const known = state.pending?.login?.user ?? state.interaction?.user ?? state.token?.user;
  // A guard has looked at the token, or there is none to look at.
  if (known || state.admitted || state.pending || state.interaction || !state.application) return known;
  return userOfToken(state.application, action);
}

/** On a handler that no guard stands before, because the application signs its users in itself, a token counts too. */
async function userOfToken(application: ProtectedApplication, action: Action): Promise<User | undefined> {
  const exchange = exchangeOfAction(action);
  const request = exchange.request(application.context.settings.origin);
  const admission = await application.admit(request, { scopes: [], optional: true }, application.resource);
  giveHeaders(exchange, request, admission);
  if (admission.admitted) return admission.token?.user;
  const { status } = admission.response;
  if (status === 401) throw new UnauthorizedError('The access token is not valid');
  throw new HttpError(status, admission.error?.description);
}

/** The guard has let the token in; what is left is the role: one of `claims.roles`, or `claims.role`. */
function isAuthorized(action: Action, roles: readonly unknown[]): boolean {
  const { token } = stateOf(rawOf(action));
  if (!token) return false;
  if (roles.length === 0) return true;
  const { roles: several, role } = token.user?.claims ?? {};
  const held = Array.isArray(several) ? several : role === undefined ? [] : [role];
  return roles.some(wanted => held.includes(wanted));
}
