import { isLoopbackHost, parseUrl } from '../core/url';

/** What a resource says of itself for people and for clients (RFC 9728 section 2). */
export interface ResourceDescription {
  readonly name?: string;
  /** A URL with what developers need to know. */
  readonly documentation?: string;
  readonly scopes?: readonly string[];
}

/** A resource with a name of its own (RFC 8707 section 2), which tokens have to be for. */
export interface ProtectedResource extends ResourceDescription {
  /** What the audience of a token has to contain, character for character. */
  readonly identifier: string;
  /** Where its metadata is (RFC 9728 section 3), and the path of that at its origin. */
  readonly metadataUrl: string;
  readonly metadataPath: string;
}

/**
 * @param where names the option or the class in the message
 * @throws TypeError for what cannot be a resource identifier (RFC 9728 section 1.2)
 */
export function protectedResource(identifier: string, where: string, description: ResourceDescription = {}): ProtectedResource {
  const url = resourceUrl(identifier, where);
  // RFC 9728 section 3.1: the well-known part comes between host and path.
  const metadataPath = `/.well-known/oauth-protected-resource${url.pathname === '/' ? '' : url.pathname}`;
  return { ...description, identifier, metadataPath, metadataUrl: url.origin + metadataPath };
}

function resourceUrl(identifier: unknown, where: string): URL {
  const url = typeof identifier === 'string' ? parseUrl(identifier) : undefined;
  if (!url)
    throw new TypeError(
      `${where} is ${JSON.stringify(identifier)}; give the URL of the resource, for example 'https://photos.example.com'.`,
    );
  if (url.search || url.hash || /[?#]/.test(String(identifier)) || url.username || url.password)
    throw new TypeError(`${where} is ${identifier}; it may have no query, fragment or credentials (RFC 9728 section 1.2).`);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))) return url;
  throw new TypeError(
    `${where} is ${identifier}; use https. Plain http is for a loopback host only, such as http://localhost:3001.`,
  );
}
