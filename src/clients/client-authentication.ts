import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import type { Params } from '../core/params';
import type { OAuthRequest } from '../core/request';

/** What a client sent to prove itself. */
export interface ClientAttempt {
  readonly request: OAuthRequest;
  readonly params: Params;
}

export interface PresentedCredentials {
  readonly clientId: string;
  /**
   * Whether they are this client's.
   * @throws OAuthError invalid_client with a hint for the log, in place of false; temporarily_unavailable when it cannot be told
   */
  proves(client: Client, context: ServerContext): boolean | Promise<boolean>;
}

/** A client authentication method (RFC 6749 section 2.3, RFC 7591 section 2). A new one is one file and one line in methods.ts. */
export interface ClientAuthentication {
  /** Its name in token_endpoint_auth_method. */
  readonly method: string;
  /** What its assertions may be signed with (token_endpoint_auth_signing_alg), where it has any. */
  readonly algorithms?: readonly string[];
  /** Whether the request carries credentials of this method, good or bad. */
  matches(attempt: ClientAttempt): boolean;
  /** @throws OAuthError invalid_client when they cannot be read */
  read(attempt: ClientAttempt): PresentedCredentials;
}
