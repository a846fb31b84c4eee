/**
 * What is told of a living token (RFC 7662 section 2.2): iss, sub, client_id, username, scope, aud, token_type, cnf and others.
 * Instants are in seconds since the epoch. A token that is not alive, or not the caller's business, is `{ active: false }` alone.
 */
export class IntrospectionResponse {
  active!: boolean;
  [claim: string]: unknown;
}
