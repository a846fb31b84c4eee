import type { OAuthOptions } from 'oauth-controllers';

/** What the authorization server has to be told of the resource server. */
export const issuerOptions = {
  // Clients ask for a token with resource=https://photos.example.com; it is a JWT that the resource server verifies by itself.
  resources: { 'https://photos.example.com': { format: 'jwt', scopes: ['photos:read'] } },
  // Where tokens are asked about instead: the client that asks.
  clients: [
    { clientId: 'photo-api', clientSecret: 'photo-api-secret', introspects: ['https://photos.example.com'], grantTypes: [] },
  ],
} satisfies Partial<OAuthOptions>;
