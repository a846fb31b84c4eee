import type { OAuthOptions } from 'oauth-controllers';

/** The application pages and Django's admin: at /oauth/admin, for the users of whom `allow` says true. */
export const options = {
  admin: { allow: user => user.claims.role === 'admin' },
} satisfies Partial<OAuthOptions>;
