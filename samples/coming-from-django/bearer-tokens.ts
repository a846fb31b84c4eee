import { AccessToken, BearerTokens, OAuthRequest } from 'oauth-controllers';

/** authenticate_token, request_invalid and token_revoked: `services: [NightWatch]`. */
export class NightWatch extends BearerTokens {
  /** Clients whose tokens are not accepted any more. */
  static readonly locked = new Set<string>();

  override find(value: string, request: OAuthRequest) {
    return super.find(value.replace(/^legacy-/, ''), request);
  }
  override async isAcceptable(request: OAuthRequest, _token: AccessToken) {
    return request.header('x-closed') === undefined;
  }
  override async isRevoked(token: AccessToken) {
    return NightWatch.locked.has(token.client.clientId);
  }
}
