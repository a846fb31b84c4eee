/** RFC 6749 appendix A.1: VSCHAR, and no more of it than a column holds. A database may not even take anything else for a question. */
const clientId = /^[\x20-\x7E]{1,255}$/;

export function isClientId(text: string): boolean {
  return clientId.test(text);
}
