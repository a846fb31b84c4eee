/**
 * What keeps a document from being a JWK Set (RFC 7517 section 5). A set without keys is one: whoever publishes it has taken all
 * of them back.
 */
export function jwkSetFlaw(document: object): string | undefined {
  const { keys } = document as { readonly keys?: unknown };
  if (Array.isArray(keys) && keys.every(isObject)) return undefined;
  return 'it is no JWK Set, for it has no list of keys.';
}

function isObject(key: unknown): boolean {
  return typeof key === 'object' && key !== null && !Array.isArray(key);
}
