import { hasAssertion } from './client-assertion';
import type { ClientAuthentication } from './client-authentication';
import { hasBasicCredentials } from './client-secret-basic';

/** A public client only names itself (RFC 6749 section 3.2.1). That it may do so is decided by its registration. */
export const none: ClientAuthentication = {
  method: 'none',
  matches: ({ request, params }) =>
    params.has('client_id') && !params.has('client_secret') && !hasBasicCredentials(request) && !hasAssertion(params),
  read: ({ params }) => ({ clientId: params.need('client_id'), proves: client => client.public }),
};
