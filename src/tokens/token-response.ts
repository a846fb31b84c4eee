/** A successful answer of the token endpoint (RFC 6749 section 5.1). `expires_in` is in seconds. */
export class TokenResponse {
  access_token!: string;
  token_type!: string;
  expires_in!: number;
  refresh_token?: string;
  scope!: string;
  id_token?: string;
  [extra: string]: unknown;
}
