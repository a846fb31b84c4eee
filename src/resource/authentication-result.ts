import type { AccessToken } from '../core/access-token';
import type { Client } from '../core/client';
import type { OAuthError } from '../core/errors';
import type { OAuthResponse } from '../core/http';
import type { Scopes } from '../core/scope';
import type { User } from '../core/user';

/** Thrown when the facts of a request are read that has not proven them: a mistake that must not become an access. */
export class UnvalidatedRequestError extends TypeError {
  constructor(fact: string) {
    super(
      `${fact} was read from a request that is not authenticated; ask result.valid first, and answer with result.errorResponse().`,
    );
    this.name = 'UnvalidatedRequestError';
  }
}

export type Outcome = { readonly token: AccessToken } | { readonly error?: OAuthError; readonly response: OAuthResponse };

/** What came of authenticating a request. Its facts can be read only after a success. */
export class AuthenticationResult {
  readonly #outcome: Outcome;

  constructor(outcome: Outcome) {
    this.#outcome = outcome;
  }

  get valid(): boolean {
    return 'token' in this.#outcome;
  }

  /** Whether the request carried credentials, good or bad. */
  get attempted(): boolean {
    return 'token' in this.#outcome || this.#outcome.error !== undefined;
  }

  /** Why it was refused; undefined after a success, and when there were no credentials. */
  get error(): OAuthError | undefined {
    return 'token' in this.#outcome ? undefined : this.#outcome.error;
  }

  /** @throws UnvalidatedRequestError unless the request is valid */
  get token(): AccessToken {
    if ('token' in this.#outcome) return this.#outcome.token;
    throw new UnvalidatedRequestError('token');
  }

  /** Undefined when the client acts for itself. @throws UnvalidatedRequestError unless the request is valid */
  get user(): User | undefined {
    return this.fact('user').user;
  }

  /** @throws UnvalidatedRequestError unless the request is valid */
  get client(): Client {
    return this.fact('client').client;
  }

  /** @throws UnvalidatedRequestError unless the request is valid */
  get scopes(): Scopes {
    return this.fact('scopes').scopes;
  }

  /** The refusal with its challenge: 401, or 400 and 403 after an attempt. @throws TypeError after a success */
  errorResponse(): OAuthResponse {
    if ('response' in this.#outcome) return this.#outcome.response;
    throw new TypeError('errorResponse() was called on a valid request; there is nothing to refuse.');
  }

  private fact(name: string): AccessToken {
    if ('token' in this.#outcome) return this.#outcome.token;
    throw new UnvalidatedRequestError(name);
  }
}
