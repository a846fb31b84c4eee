import type { ServerContext } from '../core/context';
import { empty, type OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import { jwksMaxAge } from '../tokens/keys/life';
import { withPublicCors } from './cors';
import { type Endpoint, errorResponse, onlyMethods, onlyTls } from './endpoint';

/** The public keys of the server (RFC 7517 section 5), at the jwks_uri of its metadata (RFC 8414 section 2); 404 where nothing can be signed. */
export class JwksEndpoint implements Endpoint {
  constructor(private readonly context: ServerContext) {}

  handle(request: OAuthRequest): Promise<OAuthResponse> {
    return withPublicCors(request, () => this.answer(request));
  }

  private async answer(request: OAuthRequest): Promise<OAuthResponse> {
    try {
      onlyMethods(request, 'GET', 'HEAD');
      onlyTls(request, this.context);
      const { signer } = this.context;
      if ((await signer.algorithms()).length === 0) return empty(404);
      const headers = { 'content-type': 'application/jwk-set+json', 'cache-control': `public, max-age=${jwksMaxAge}` };
      return { status: 200, headers, body: JSON.stringify(await signer.jwks()) };
    } catch (thrown) {
      return errorResponse(thrown, this.context);
    }
  }
}
