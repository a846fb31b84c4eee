import { authenticateUser } from '../core/authenticate-user';
import type { Client } from '../core/client';
import { invalidGrant } from '../core/errors';
import { grantableScopes, requestedScopes } from '../core/request-scopes';
import type { Grant, Granted, TokenRequest } from './grant';

/**
 * The resource owner password credentials grant (RFC 6749 section 4.3). Legacy: RFC 9700 section 2.4 forbids it, because
 * it shows the user's password to the client. It is off until it is named in the option `grants`.
 */
export const password: Grant = {
  type: 'password',
  async handle({ params, request, context }: TokenRequest, client: Client): Promise<Granted> {
    const user = await authenticateUser(context, params.need('username'), params.need('password'), request.ip);
    // One text for an unknown user and for a wrong password.
    if (!user) throw invalidGrant('The user name or the password is wrong');
    const requested = requestedScopes(context, client, params.get('scope'));
    const authentication = { auth_time: Math.floor(context.clock.now() / 1000) };
    return { user, authentication, scopes: await grantableScopes(context, client, user, requested) };
  },
};
