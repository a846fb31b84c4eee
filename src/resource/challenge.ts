import type { ChallengeFacts } from './token-type';

/** A challenge of this scheme: realm, and after an attempt error, error_description and scope (RFC 6750 section 3); where to read on (RFC 9728). @param more attributes of the scheme */
export function challenge(
  scheme: string,
  { realm, error, scope, resourceMetadata }: ChallengeFacts,
  more: Readonly<Record<string, string>> = {},
): string {
  const attributes = [attribute('realm', realm)];
  if (error) attributes.push(attribute('error', error.code), attribute('error_description', error.description));
  if (error && scope !== undefined) attributes.push(attribute('scope', scope));
  if (resourceMetadata !== undefined) attributes.push(attribute('resource_metadata', resourceMetadata));
  for (const [name, value] of Object.entries(more)) attributes.push(attribute(name, value));
  return `${scheme} ${attributes.join(', ')}`;
}

/** A quoted-string (RFC 9110 section 5.6.4). Control characters are dropped, so that no value can start another header. */
function attribute(name: string, value: string): string {
  const text = value.replace(/[^\x20-\x7E]/g, '').replace(/["\\]/g, '\\$&');
  return `${name}="${text}"`;
}
