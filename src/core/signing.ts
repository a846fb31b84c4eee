/** The public half of a key (RFC 7517), with kid, alg and use, and never a private member. */
export type PublicJwk = Readonly<Record<string, unknown>> & { readonly kid: string; readonly alg: string };

/** What the server signs with: keys of its own in the database, the operator's, or a service that keeps them to itself. */
export interface TokenSigner {
  /** The algorithms (RFC 7518) that a signature of now may have. None: nothing can be signed, and the metadata promises nothing of it. */
  algorithms(): Promise<readonly string[]>;
  /** Signs claims with the key in use. @param typ of the header (RFC 8725 section 3.11) @returns a compact JWS */
  sign(typ: string, claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Every key that a signature may still be of, or will be soon. */
  jwks(): Promise<{ readonly keys: readonly PublicJwk[] }>;
}
