import { type Awaitable, after } from '../core/awaitable';
import type { Client } from '../core/client';
import { unauthorizedClient } from '../core/errors';
import { grantableScopes, requestedScopes } from '../core/request-scopes';
import type { Grant, Granted, TokenRequest } from './grant';

/** The client acts for itself (RFC 6749 section 4.4). There is no user and no refresh token (section 4.4.3). */
export const clientCredentials: Grant = {
  type: 'client_credentials',
  handle({ params, context }: TokenRequest, client: Client): Awaitable<Granted> {
    // Anyone can claim to be a public client, so it has nothing to act for itself with.
    if (client.public) throw unauthorizedClient('A public client cannot use client_credentials');
    const requested = requestedScopes(context, client, params.get('scope'));
    return after(grantableScopes(context, client, undefined, requested), scopes => ({ scopes, refreshable: false }));
  },
};
