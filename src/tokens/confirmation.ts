/** The thumbprint of the key that a token is bound to, from its claims (RFC 7800, RFC 9449 section 6.1). */
export function jktOf({ cnf }: Readonly<Record<string, unknown>>): string | undefined {
  const jkt = typeof cnf === 'object' && cnf !== null && 'jkt' in cnf ? cnf.jkt : undefined;
  return typeof jkt === 'string' ? jkt : undefined;
}
