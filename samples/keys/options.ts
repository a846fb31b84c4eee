import { defineOAuth } from 'oauth-controllers';

// JWTs for one resource, opaque tokens for everything else, and a key that signs for a week.
export const options = defineOAuth({
  issuer: 'https://auth.example.com',
  scopes: { 'photos:read': 'See your photos' },
  keys: { encryptWith: process.env.OAUTH_ENCRYPT_WITH, algorithm: 'ES256', rotate: '7d' },
  tokens: { format: 'opaque' },
  resources: { 'https://photos.example.com/': { format: 'jwt' } },
});
