import { dpop, type OAuthOptions, pushedAuthorizationRequests } from 'oauth-controllers';
import { issuerOf } from '../quick-start/environment';
import { quickStartOptions } from '../quick-start/options';
import type { fullEnvironment } from './environment';

/** The quick start with everything switched on that browsers and machines have been given since OAuth 2.0. */
export function fullOptions(settings: ReturnType<typeof fullEnvironment>) {
  const basic = quickStartOptions(settings, settings.database);
  return {
    ...basic,
    tokens: { format: 'jwt' },
    tokenTypes: ['bearer', 'dpop'],
    extensions: [dpop({ nonce: 'required' }), pushedAuthorizationRequests()],
    resources: { [issuerOf(settings)]: { name: 'This server' }, [settings.resource]: { name: 'Photos, kept elsewhere' } },
    clients: [
      ...basic.clients,
      {
        clientId: 'signer',
        name: 'Signing Application',
        authMethod: 'private_key_jwt',
        jwks: settings.signerKeys,
        redirectUris: basic.clients.flatMap(({ redirectUris }) => redirectUris ?? []),
        scopes: ['photos:read', 'photos:write'],
        grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
      },
      { clientId: 'rs', name: 'Resource Server', clientSecret: 'rs-secret', introspects: true, grantTypes: [] },
    ],
  } satisfies OAuthOptions;
}
