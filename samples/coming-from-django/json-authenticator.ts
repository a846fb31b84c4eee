import { JsonAuthenticator, type OAuthRequest, type OAuthResponse, type OAuthServer } from 'oauth-controllers';

/** JSON, and for `?callback=app.done` a script: legacy, opt-in, and only for something that is the name of a function. */
export async function photosAsJson(server: OAuthServer, request: OAuthRequest): Promise<OAuthResponse> {
  const json = new JsonAuthenticator(server, { scope: 'photos:read', dangerouslyAllowCallback: true });
  const { valid } = await json.validate(request);
  return valid ? json.response([{ id: 1, title: 'Sunset' }]) : json.errorResponse();
}
