import type { ScopeName } from './scope-names';
import { parseUrl } from './url';

/** A protected resource that tokens can be asked for by its URI (RFC 8707). */
export interface ResourceOptions {
  /** The scopes that mean something there: a token for it gets no others. Default: all. */
  scopes?: ScopeName[];
  /** What an access token for it is. Default: what the server issues otherwise. */
  format?: 'opaque' | 'jwt';
  /** How people call it. Default: its URI. */
  name?: string;
}

/** The declared resources by their URIs, which are compared character by character. None: the parameter `resource` is ignored. */
export type Resources = ReadonlyMap<string, ResourceOptions>;

/** @throws TypeError that names the resource and the mend */
export function resolveResources(resources: Readonly<Record<string, ResourceOptions>> = {}): Resources {
  const all = new Map(Object.entries(resources));
  for (const [uri, { format }] of all) {
    if (!isResourceUri(uri))
      throw new TypeError(
        `resources has ${JSON.stringify(uri)}; name a resource by an absolute URI without a fragment (RFC 8707 section 2), for example 'https://api.example/'.`,
      );
    if (format !== undefined && format !== 'opaque' && format !== 'jwt')
      throw new TypeError(`resources has ${uri} with the format ${JSON.stringify(format)}; write 'opaque' or 'jwt'.`);
  }
  return all;
}

/** What a controller says of itself is known only when it is mounted; what the option `resources` says of the same comes first. */
export function declareResource(resources: Resources, uri: string, options: ResourceOptions): void {
  if (resources instanceof Map && !resources.has(uri)) resources.set(uri, options);
}

/** RFC 8707 section 2, as RFC 3986 section 4.3 has it. Visible characters only: a URL parser would forgive others. */
function isResourceUri(uri: string): boolean {
  return /^[\x21-\x7E]+$/.test(uri) && !uri.includes('#') && parseUrl(uri) !== undefined;
}
