/** A token type where tokens are issued (RFC 6749 section 7.1): what its answer has besides the token. */
export interface IssuedType {
  /** As the row of the token keeps it. */
  readonly name: string;
  /** As clients read it, in token_type. */
  readonly label: string;
  /**
   * @param value the access token
   * @param claims those that extensions give it
   * @throws OAuthError when the token lacks what the type needs
   */
  issue(value: string, claims: Readonly<Record<string, unknown>>): IssuedMembers;
}

export interface IssuedMembers {
  /** Members of the token response, besides token_type. */
  readonly response: Readonly<Record<string, string>>;
  /** What binds the token to its holder, sealed for the token's value; null: nothing does. */
  readonly confirmation: string | null;
}
