import type { ResourceSettings } from '../core/settings';
import { dpopAlgorithms } from '../tokens/dpop-proof';
import type { ProtectedResource } from './protected-resource';

/** The metadata of a protected resource (RFC 9728 section 2); it promises what the guards do. */
export function resourceMetadata(
  { identifier, name, documentation, scopes }: ProtectedResource,
  issuers: readonly string[],
  { bearerMethods, tokenTypes }: ResourceSettings,
): Record<string, unknown> {
  return {
    resource: identifier,
    authorization_servers: issuers,
    ...(scopes && scopes.length > 0 && { scopes_supported: scopes }),
    bearer_methods_supported: tokenTypes.has('bearer') ? [...bearerMethods] : [],
    ...(tokenTypes.has('dpop') && { dpop_signing_alg_values_supported: dpopAlgorithms }),
    ...(!tokenTypes.has('bearer') && tokenTypes.has('dpop') && { dpop_bound_access_tokens_required: true }),
    ...(name !== undefined && { resource_name: name }),
    ...(documentation !== undefined && { resource_documentation: documentation }),
  };
}
