import type { ClientInput, OAuthOptions } from 'oauth-controllers';

/** Legacy, off until named: an access token in an address leaks (RFC 9700 section 2.1.2). */
export const options = { responseTypes: ['code', 'token', 'code token'] } satisfies Partial<OAuthOptions>;

/** Each client has to be registered for it, too. */
export const oldApp = {
  clientId: 'old-app',
  public: true,
  redirectUris: ['https://old.example/callback'],
  scopes: ['photos:read'],
  grantTypes: ['authorization_code', 'implicit'],
} satisfies ClientInput;
