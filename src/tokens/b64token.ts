/** Characters, without padding: what a request may well carry in its header, or in a parameter. */
export const longestB64token = 8192;
/** Everything but the characters of a b64token. */
const other = /[^A-Za-z0-9\-._~+/]/;
const padding = /^=+$/;

/**
 * How many characters a b64token (RFC 6750 section 2.1) has before its padding; 0 for what is none. It is looked through once for a
 * character that may not stand there; one expression for all of it counts them and takes twice as long.
 */
export function b64tokenLength(text: string): number {
  const end = text.search(other);
  if (end < 0) return text.length;
  return padding.test(text.slice(end)) ? end : 0;
}

/** Whether a text can be an access token in a header: 1 to 8192 characters, and padding. */
export function isB64token(text: string): boolean {
  const length = b64tokenLength(text);
  return length > 0 && length <= longestB64token;
}
