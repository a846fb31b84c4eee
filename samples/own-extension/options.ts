import { defineOAuth, pushedAuthorizationRequests } from 'oauth-controllers';
import { tenants } from './tenants';

export const options = defineOAuth({
  issuer: 'http://localhost:3000',
  scopes: { 'photos:read': 'See your photos', 'albums:read': 'See your albums' },
  extensions: [pushedAuthorizationRequests({ required: true, lifetime: '90s' }), tenants(['north', 'south'])],
  resources: {
    'https://photos.example/': { scopes: ['photos:read'] },
    'https://albums.example/': { scopes: ['albums:read'] },
  },
});
