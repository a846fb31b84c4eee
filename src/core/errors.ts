/**
 * Every error code that the library sends, with the HTTP status that goes with it
 * (RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3.1, RFC 8707 section 2, RFC 9101 section 7, RFC 9449 section 12.2,
 * OpenID Connect Core section 3.1.2.6).
 */
const statuses = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  unsupported_response_type: 400,
  unsupported_token_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  access_denied: 403,
  login_required: 400,
  consent_required: 400,
  interaction_required: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  invalid_request_uri: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
  server_error: 500,
  temporarily_unavailable: 503,
} as const;

export type OAuthErrorCode = keyof typeof statuses;

export interface OAuthErrorDetails {
  /** HTTP status, where it differs from the one of the code (405, 413, 429). */
  readonly status?: number;
  /** For the developer: goes to the log, never to the client. */
  readonly hint?: string;
  /** For the log: what was caught. */
  readonly cause?: unknown;
  /** Further response headers, such as Allow or Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A refusal in the words of the RFCs. It carries three texts: `description` for the client, `hint` for the developer
 * and `cause` for the log.
 */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  readonly description: string;
  readonly status: number;
  readonly hint?: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: OAuthErrorCode, description: string, details: OAuthErrorDetails = {}) {
    super(`${code}: ${description}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'OAuthError';
    this.code = code;
    this.description = printable(description);
    this.status = details.status ?? statuses[code];
    this.hint = details.hint;
    this.headers = details.headers ?? {};
  }

  /** The members of an error response (RFC 6749 section 5.2). */
  toJSON(): { error: string; error_description: string } {
    return { error: this.code, error_description: this.description };
  }
}

/** RFC 6749 section 5.2 allows %x20-21 / %x23-5B / %x5D-7E in a description; this is the one place that enforces it. */
function printable(text: string): string {
  return text.replace(/[^\x20\x21\x23-\x5B\x5D-\x7E]/g, '?');
}

export const invalidRequest = (description: string, details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('invalid_request', description, details);
export const bodyTooLarge = (): OAuthError => invalidRequest('The body is too large', { status: 413 });
export const invalidClient = (description: string, details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('invalid_client', description, details);
export const invalidGrant = (description: string, details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('invalid_grant', description, details);
export const invalidScope = (description: string, details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('invalid_scope', description, details);
export const invalidTarget = (description: string, details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('invalid_target', description, details);
export const unauthorizedClient = (description: string, details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('unauthorized_client', description, details);
export const invalidToken = (description: string, details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('invalid_token', description, details);
export const invalidDpopProof = (description: string, details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('invalid_dpop_proof', description, details);
export const serverError = (details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('server_error', 'The server met an unexpected condition', details);
export const temporarilyUnavailable = (details?: OAuthErrorDetails): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The server cannot answer now; try again later', {
    headers: { 'retry-after': '1' },
    ...details,
  });

/** Whatever was thrown, as a refusal: what is not an OAuthError becomes a server_error that tells the client nothing. */
export function asOAuthError(thrown: unknown): OAuthError {
  return thrown instanceof OAuthError ? thrown : serverError({ cause: thrown });
}
