import type { ClientInput } from 'oauth-controllers';

/** The public half of a key that the client made; the private one never leaves it. */
const publicKey = {
  ...{ kty: 'BGT0u9H6mzS3-nmx4xFWdyySiBLP41XfA-9ivPGHEIE', crv: 'P-256', kid: '2026-11' },
  x: 'yz4ICktPJ7aGgslNAgGOHdyKZJ5wZ_-JociX8zA8Dpc',
  y: '4AC_q95KyafJxlVSA5zxh4AKPpVqcDfH2FAmfCzLgbI',
};

export const clients: ClientInput[] = [
  { clientId: 'printer', authMethod: 'private_key_jwt', jwks: { keys: [publicKey] }, scopes: ['photos:read'] },
  // Publishes its keys, and changes them when it likes.
  { clientId: 'album', authMethod: 'private_key_jwt', jwksUri: 'https://album.example/jwks.json', scopes: ['photos:read'] },
  // Has a secret, and never sends it.
  { clientId: 'backup', authMethod: 'client_secret_jwt', scopes: ['photos:read'] },
];
