import type { ResourceContext } from './context';
import { invalidRequest } from './errors';
import type { OAuthRequest } from './request';

const hint =
  'A request came over plain http while the issuer is https. If a proxy ends TLS in front of this server, set trustProxy (or the framework’s own setting for it).';

/** The servers that have said so: each says it once, or a stranger could fill the log. */
const said = new WeakSet<ResourceContext>();

/**
 * RFC 6749 sections 3.1 and 3.2, RFC 6750 section 5.3. Only a loopback issuer does without TLS.
 * @throws OAuthError invalid_request with this description
 */
export function refusePlainHttp(request: OAuthRequest, context: ResourceContext, description: string): void {
  if (!context.settings.sslOnly || request.secure) return;
  if (!said.has(context)) {
    said.add(context);
    context.logger.warn(`oauth-controllers: ${hint} This is said once.`);
  }
  throw invalidRequest(description, { hint });
}
