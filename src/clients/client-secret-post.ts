import type { ClientAuthentication } from './client-authentication';

/** client_id and client_secret in the body (RFC 6749 section 2.3.1). */
export const clientSecretPost: ClientAuthentication = {
  method: 'client_secret_post',
  matches: ({ params }) => params.has('client_secret'),
  read({ params }) {
    const secret = params.need('client_secret');
    return { clientId: params.need('client_id'), proves: (client, { clock }) => client.hasSecret(secret, clock.now()) };
  },
};
