import { type Awaitable, after } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import type { Decision } from '../../core/decision';
import { grantableScopes } from '../../core/request-scopes';
import { isAssured, isRemembered } from './consents';
import type { PendingAuthorization } from './pending';

/** What happens when the application's method decides nothing: log in, then ask, unless the answer is known. */
export function defaultDecision(context: ServerContext, pending: PendingAuthorization): Awaitable<Decision> {
  const { request, login } = pending;
  if (!login || !isFreshEnough(context, pending)) return request.login();
  const { user } = login;
  if (request.prompt.includes('consent') || wasAsked(pending)) return request.consent(user);
  if (request.client.trusted && isAssured(request)) return request.approve(user);
  return after(grantableScopes(context, request.client, user, request.scopes), scopes =>
    after(isRemembered(context, request, user, scopes), remembered =>
      remembered ? request.approve(user) : request.consent(user),
    ),
  );
}

/** What one user has answered on a page must grant nothing of another who is there now, and is not asked. */
const wasAsked = ({ interaction }: PendingAuthorization): boolean => (interaction?.row.offered ?? null) !== null;

/** prompt=login asks for a login that happened after the request (OpenID Connect Core section 3.1.2.1). */
export function isFreshEnough({ settings }: ServerContext, { request, login, interaction }: PendingAuthorization): boolean {
  if (!request.prompt.includes('login')) return true;
  if (!interaction || !login) return false;
  const { createdAt, expiresAt } = interaction.row;
  // It is created no earlier than its client, by whose clock it may be ahead of ours: no login here would ever be late enough.
  return login.authTime >= Math.min(createdAt, expiresAt - settings.lifetimes.interaction * 1000);
}
