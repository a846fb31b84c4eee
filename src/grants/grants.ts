import type { GrantName } from '../core/settings';
import { authorizationCode } from './authorization-code';
import { clientCredentials } from './client-credentials';
import type { Grant } from './grant';
import { password } from './password';
import { refreshToken } from './refresh-token';

/** Every built-in grant on one screen. */
export const builtInGrants: Readonly<Record<GrantName, Grant>> = {
  authorization_code: authorizationCode,
  refresh_token: refreshToken,
  client_credentials: clientCredentials,
  password,
};

/** What a server offers when it names nothing. */
export const defaultGrants: readonly GrantName[] = ['authorization_code', 'refresh_token', 'client_credentials'];
