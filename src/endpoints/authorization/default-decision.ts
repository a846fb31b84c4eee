import { type Awaitable, after } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import type { Decision } from '../../core/decision';
import { grantableScopes } from '../../core/request-scopes';
import { isAssured, isRemembered } from './consents';
import type { PendingAuthorization } from './pending';

/** What happens when the application's method decides nothing: log in, then ask, unless the answer is known. */
export function defaultDecision(context: ServerContext, pending: PendingAuthorization): Awaitable<Decision> {
  const { request, login } = pending;
  if (!login || !isFreshEnough(pending)) return request.login();
  const { user } = login;
  if (request.prompt.includes('consent')) return request.consent(user);
  if (request.client.trusted && isAssured(request)) return request.approve(user);
  return after(grantableScopes(context, request.client, user, request.scopes), scopes =>
    after(isRemembered(context, request, user, scopes), remembered =>
      remembered ? request.approve(user) : request.consent(user),
    ),
  );
}

/** prompt=login asks for a login that happened after the request (OpenID Connect Core section 3.1.2.1). */
export function isFreshEnough({ request, login, interaction }: PendingAuthorization): boolean {
  if (!request.prompt.includes('login')) return true;
  return interaction !== undefined && login !== undefined && login.authTime >= interaction.row.createdAt;
}
