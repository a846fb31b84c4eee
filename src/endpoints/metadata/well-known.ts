/**
 * Where clients look for the metadata of an issuer, from the root of its origin: RFC 8414 section 3.1, and for clients of OpenID
 * Connect either before the issuer's path (RFC 8414 section 5) or behind it (OpenID Connect Discovery section 4).
 * @param issuerPath without a slash at its end; empty for an issuer that is an origin
 */
export function wellKnownPaths(issuerPath: string): ReadonlySet<string> {
  return new Set([
    `/.well-known/oauth-authorization-server${issuerPath}`,
    `/.well-known/openid-configuration${issuerPath}`,
    `${issuerPath}/.well-known/openid-configuration`,
  ]);
}
