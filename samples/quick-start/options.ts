import { OAuthController, type OAuthOptions } from 'oauth-controllers';
import { type Environment, issuerOf } from './environment';
import { PhotoController } from './photos';
import { PlaygroundController } from './playground';

/** What the quick start serves; the cluster serves the same. */
export function quickStartOptions(settings: Environment, database: OAuthOptions['database']) {
  const { framework, serviceSecret } = settings;
  const issuer = issuerOf(settings);
  return {
    issuer,
    database,
    framework,
    controllers: [OAuthController, PhotoController, PlaygroundController],
    scopes: { 'photos:read': 'See your photos', 'photos:write': 'Add photos for you' },
    clients: [
      {
        clientId: 'demo',
        public: true,
        redirectUris: [`${issuer}/oauth/playground`, 'http://127.0.0.1/callback'],
        scopes: ['photos:read', 'photos:write'],
        grantTypes: ['authorization_code', 'refresh_token'],
      },
      {
        clientId: 'service',
        name: 'Nightly Job',
        clientSecret: serviceSecret,
        scopes: ['photos:read'],
        grantTypes: ['client_credentials'],
      },
    ],
    users: [
      { username: 'ada', password: 'lovelace' },
      { username: 'grace', password: 'hopper' },
    ],
  } satisfies OAuthOptions;
}
