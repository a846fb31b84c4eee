import type { ClientAuthentication } from './client-authentication';
import { clientSecretBasic } from './client-secret-basic';
import { clientSecretJwt } from './client-secret-jwt';
import { clientSecretPost } from './client-secret-post';
import { none } from './none';
import { privateKeyJwt } from './private-key-jwt';

/** Every client authentication method that the library knows. Their order is irrelevant. */
export const clientAuthenticationMethods: readonly ClientAuthentication[] = [
  none,
  clientSecretBasic,
  clientSecretPost,
  clientSecretJwt,
  privateKeyJwt,
];
