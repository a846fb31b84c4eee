import type { ResourceContext } from '../core/context';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { ProtectedResource } from '../resource/protected-resource';
import { resourceMetadata } from '../resource/resource-metadata';
import { withPublicCors } from './cors';
import { type Endpoint, errorResponse, onlyMethods, onlyTls } from './endpoint';
import { PublicDocument } from './public-document';

/** How long a client may keep the document, in seconds. */
const maxAge = 300;

/** The metadata of one protected resource (RFC 9728). */
export class ResourceMetadataEndpoint implements Endpoint {
  private readonly made = new PublicDocument('application/json; charset=utf-8', maxAge);
  /** It follows from what is settled before the first request. */
  private readonly document: object;

  /** @param issuers whose tokens the resource accepts */
  constructor(
    private readonly context: ResourceContext,
    resource: ProtectedResource,
    issuers: readonly string[],
  ) {
    this.document = resourceMetadata(resource, issuers, context.settings);
  }

  handle(request: OAuthRequest): Promise<OAuthResponse> {
    return withPublicCors(request, async () => this.answer(request));
  }

  private answer(request: OAuthRequest): OAuthResponse {
    try {
      onlyMethods(request, 'GET', 'HEAD');
      onlyTls(request, this.context);
      return this.made.answer(request, this.document);
    } catch (thrown) {
      return errorResponse(thrown, this.context);
    }
  }
}
