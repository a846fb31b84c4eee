import { redirectUri } from '../../support/application';
import { challenge, type Parameters, post, type Site, type TokenCall } from '../../support/flow';

export const urn = 'urn:ietf:params:oauth:request_uri:';

export interface Pushed {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly request_uri?: string; readonly expires_in?: number; readonly error?: string };
}

/** A valid request of the public client `app`, pushed. */
export function push(app: Site, changes: Parameters = {}, call: TokenCall = {}): Promise<Pushed> {
  const parameters = {
    response_type: 'code',
    client_id: call.basic ?? 'app',
    redirect_uri: redirectUri,
    scope: 'photos:read',
    state: 'xyz',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  return post(app, parameters, { path: '/oauth/par', ...call }) as unknown as Promise<Pushed>;
}

export async function pushedUri(app: Site, changes: Parameters = {}, call: TokenCall = {}): Promise<string> {
  const { status, body } = await push(app, changes, call);
  if (status !== 201 || !body.request_uri) throw new Error(`Not pushed: ${status} ${JSON.stringify(body)}`);
  return body.request_uri;
}

const left = ['response_type', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method'];

/** What stands in the link: the client, the request_uri, and nothing else unless a spec says so. */
export function outer(request_uri: string, changes: Parameters = {}): Parameters {
  return { ...Object.fromEntries(left.map(name => [name, undefined])), client_id: 'app', request_uri, ...changes };
}
