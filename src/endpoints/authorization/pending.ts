import type { AuthorizationRequest } from '../../core/authorization-request';
import type { AskedRequest } from '../../core/extension';
import type { Kept } from '../../core/model';
import type { OAuthRequest } from '../../core/request';
import type { OpenInteraction } from './interactions';
import type { Login } from './login-session';
import type { Valid } from './validate';

/** A valid authorization request on its way to a decision. */
export interface PendingAuthorization {
  readonly http: OAuthRequest;
  readonly asked: AskedRequest;
  readonly request: AuthorizationRequest;
  /** When its client was looked up, in milliseconds since the epoch. One that is registered under the same id later gets nothing of it. */
  readonly at: number;
  /** What extensions keep with what is issued. */
  readonly kept: Kept;
  readonly login?: Login;
  /** Where the request waits for its user; undefined as long as it did not have to wait. */
  readonly interaction?: OpenInteraction;
}

/** As much of it as a page shows. A login page also stands before a request that will be refused afterwards. */
export interface PageSubject {
  readonly http: OAuthRequest;
  readonly asked: AskedRequest;
  readonly request: Pick<AuthorizationRequest, 'client' | 'redirectUri' | 'scopes'>;
  readonly login?: Login;
  readonly interaction?: OpenInteraction;
}

export function pendingOf(
  http: OAuthRequest,
  { asked, request, at, kept }: Valid,
  login: Login | undefined,
  interaction?: OpenInteraction,
): PendingAuthorization {
  return { http, asked, request, at, kept, login, interaction };
}
