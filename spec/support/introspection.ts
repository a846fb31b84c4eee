import type { OAuthOptions } from 'oauth-controllers';
import type { Extension } from '../../src/core/extension';
import { defaults, secret, startApplication, type TestApplication, type TestOptions } from './application';
import { exchange, obtainCode, type Parameters, post, type TokenAnswer, type TokenCall } from './flow';

export const photosApi = 'https://photos.example';
export const albumsApi = 'https://albums.example';

/** Besides the usual clients: resource servers, each of which may introspect something else. */
const clients: NonNullable<OAuthOptions['clients']> = [
  ...defaults.clients,
  { clientId: 'photos-api', clientSecret: secret, introspects: [photosApi] },
  { clientId: 'every-api', clientSecret: secret, introspects: true },
  { clientId: 'no-api', clientSecret: secret, introspects: false },
];

/** Gives access tokens the audiences of the parameter `for`, and binds them to the key of the parameter `jkt`. */
const binding: Extension = {
  name: 'binding of the specs',
  async issue({ params }) {
    const [audience, jkt] = [params.all('for'), params.get('jkt')];
    return {
      ...(audience.length > 0 ? { audience: audience.flatMap(one => one.split(' ')) } : {}),
      ...(jkt ? { claims: { cnf: { jkt }, jti: 'the-jti', active: 'no', client_id: 'somebody' } } : {}),
    };
  },
};

/** What an application with an introspection endpoint starts from. */
export const introspectionOptions: TestOptions = { clients, extensions: [binding] };

export function startIntrospection(options: TestOptions = {}): Promise<TestApplication> {
  return startApplication({ ...introspectionOptions, ...options });
}

export interface IntrospectionAnswer extends TokenAnswer {
  readonly body: TokenAnswer['body'] & Record<string, unknown>;
}

/** Asks about a token, as the confidential client `every-api` unless the call says otherwise. */
export async function introspect(
  app: { readonly url: string },
  token: string,
  more: Parameters = {},
  call: TokenCall = more.client_id === undefined ? { basic: 'every-api' } : {},
): Promise<IntrospectionAnswer> {
  const { status, headers, body } = await post(app, { token, ...more }, { path: '/oauth/introspect', ...call });
  return { status, headers, body: { ...body } };
}

/** Whether this client is told that the token is active. */
export async function isActive(app: { readonly url: string }, token: string, basic = 'every-api'): Promise<unknown> {
  return (await introspect(app, token, {}, { basic })).body.active;
}

/** Tokens of user ada and a confidential client. */
export async function webTokens(
  app: TestApplication,
  more: Parameters = {},
  clientId = 'web',
  scope = 'photos:read',
): Promise<{ access_token: string; refresh_token: string }> {
  const answer = await exchange(app, await obtainCode(app, { client_id: clientId, scope }), more, { basic: clientId });
  const { access_token, refresh_token } = answer.body;
  if (!refresh_token) throw new Error(`No tokens: ${JSON.stringify(answer.body)}`);
  return { access_token, refresh_token };
}

/** A token of the client `service`, which acts for itself. */
export async function serviceToken(app: TestApplication, more: Parameters = {}): Promise<string> {
  return (await post(app, { grant_type: 'client_credentials', ...more }, { basic: 'service' })).body.access_token;
}
