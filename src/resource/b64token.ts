const longest = 8192;
/** Everything but the characters of a b64token. */
const other = /[^A-Za-z0-9\-._~+/]/;
const padding = /^=+$/;

/**
 * Whether a text can be an access token in a header (RFC 6750 section 2.1): 1 to 8192 characters, and padding. It is looked through
 * once for a character that may not stand there; one expression for all of it counts them and takes twice as long.
 */
export function isB64token(text: string): boolean {
  const end = text.search(other);
  const length = end < 0 ? text.length : end;
  return length > 0 && length <= longest && (end < 0 || padding.test(text.slice(end)));
}
