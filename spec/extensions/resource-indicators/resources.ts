import type { OAuthOptions } from 'oauth-controllers';
import {
  defaults,
  redirectUri,
  secret,
  startApplication,
  type TestApplication,
  type TestOptions,
} from '../../support/application';
import type { Browser } from '../../support/browser';
import { exchange, obtainCode, type Parameters, post, type TokenAnswer } from '../../support/flow';

export const photos = 'https://photos.example/';
export const albums = 'https://albums.example/api';
export const plain = 'urn:example:plain';

export const resources = {
  [photos]: { scopes: ['photos:read', 'photos:write'] },
  [albums]: { scopes: ['albums:read'] },
  [plain]: {},
} satisfies OAuthOptions['resources'];

const both = { clientSecret: secret, redirectUris: [redirectUri], scopes: ['photos:read', 'albums:read'] as const };

/** An application with resources, and two clients: `all` may ask for every resource, `one` for the photos. */
export function startWithResources(options: TestOptions = {}): Promise<TestApplication> {
  const clients: OAuthOptions['clients'] = [
    ...defaults.clients,
    {
      ...both,
      clientId: 'all',
      scopes: [...both.scopes],
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
    },
    { ...both, clientId: 'one', scopes: [...both.scopes], resources: [photos] },
  ];
  return startApplication({
    resources,
    clients,
    grants: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
    ...options,
  });
}

const scope = 'photos:read albums:read';

/** A code of the client `all` for these resources. */
export function codeFor(app: TestApplication, resource: string[], changes: Parameters = {}, browser?: Browser): Promise<string> {
  return obtainCode(app, { client_id: 'all', scope, resource, ...changes }, browser);
}

export function redeem(app: TestApplication, code: string, resource: string[] = []): Promise<TokenAnswer> {
  return exchange(app, code, { resource }, { basic: 'all' });
}

export function renew(app: TestApplication, refresh_token: string | undefined, resource: string[] = []): Promise<TokenAnswer> {
  return post(app, { grant_type: 'refresh_token', refresh_token, resource }, { basic: 'all' });
}

/** What introspection says that an access token is for. */
export async function audienceOf(app: TestApplication, { body }: TokenAnswer): Promise<unknown> {
  if (!body.access_token) throw new Error(`There is no token: ${JSON.stringify(body)}`);
  const answer = await post(app, { token: body.access_token }, { basic: 'all', path: '/oauth/introspect' });
  return (answer.body as unknown as { aud?: unknown }).aud;
}

export const errorOf = ({ status, body }: TokenAnswer): unknown[] => [status, body.error];
export const invalidTarget = [400, 'invalid_target'];
