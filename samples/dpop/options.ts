import { type ClientInput, dpop, type OAuthOptions } from 'oauth-controllers';

/** Bearer tokens for who proves nothing, bound tokens for who proves a key, and proofs that cannot be made in advance. */
export const options = {
  tokenTypes: ['bearer', 'dpop'],
  extensions: [dpop({ nonce: 'required' })],
  keys: { encryptWith: process.env.OAUTH_ENCRYPT_WITH },
} satisfies Partial<OAuthOptions>;

export const spa = {
  clientId: 'spa',
  public: true,
  redirectUris: ['https://app.example/callback'],
  scopes: ['photos:read'],
  dpopBoundAccessTokens: true,
} satisfies ClientInput;
