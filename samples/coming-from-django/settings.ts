import type { OAuthOptions } from 'oauth-controllers';

/** The settings, with their units. */
export const options = {
  realm: 'Photos', // REALM
  tokens: {
    bytes: 48, // *_LENGTH: random bytes; 32 is the default and the least
    code: '30s', // AUTHORIZATION_CODE_LIFETIME: 60 s by default, ten minutes at most
    accessToken: '1h', // ACCESS_TOKEN_LIFETIME: ten minutes by default
    refreshToken: '90d',
  },
  credentials: { clientId: 40, clientSecret: 64 }, // CLIENT_KEY_LENGTH, CLIENT_SECRET_LENGTH: random bytes
  grants: ['authorization_code', 'client_credentials'], // ACCESS_TOKENS_REFRESHABLE = False: refresh_token is left out
  tokenTypes: ['bearer'], // AUTHENTICATION_METHOD
  bearerMethods: ['header', 'body', 'query'], // the bearer_token parameter; a query stands in logs, so this is legacy
  requireState: true, // REQUIRE_STATE: false by default, because PKCE protects the code
  sslOnly: false, // SSL_ONLY: true unless the issuer is http, which only a loopback host may be
  missingRedirectUri: '/no-way-back', // missing_redirect_uri: the built-in error page by default
} satisfies Partial<OAuthOptions>;
