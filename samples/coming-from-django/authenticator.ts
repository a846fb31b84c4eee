import { allOf, anyOf, type OAuthRequest, type OAuthResponse, type OAuthServer } from 'oauth-controllers';

/** Answers by itself, without a decorator: whoever may write, or may read photos and albums, is told who they are. */
export async function whoAsks(server: OAuthServer, request: OAuthRequest): Promise<OAuthResponse> {
  const result = await server.authenticate(request, anyOf('photos:write', allOf('photos:read', 'albums:read')));
  if (!result.valid) return result.errorResponse(); // 401, 400 or 403, with WWW-Authenticate
  const { user, client, scopes, token } = result; // before a success each of them throws UnvalidatedRequestError
  const facts = { user: user?.username, client: client.clientId, scopes: [...scopes], until: token.expiresAt };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(facts) };
}
