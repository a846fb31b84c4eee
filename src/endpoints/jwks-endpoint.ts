import type { ServerContext } from '../core/context';
import { empty, type OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import { jwksMaxAge } from '../tokens/keys/life';
import { withPublicCors } from './cors';
import { type Endpoint, errorResponse, onlyMethods, onlyTls } from './endpoint';
import { PublicDocument } from './public-document';

/** The public keys of the server (RFC 7517 section 5), at the jwks_uri of its metadata (RFC 8414 section 2); 404 where nothing can be signed. */
export class JwksEndpoint implements Endpoint {
  private readonly made = new PublicDocument('application/jwk-set+json', jwksMaxAge);

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
      return this.made.answer(request, await signer.jwks());
    } catch (thrown) {
      return errorResponse(thrown, this.context);
    }
  }
}
