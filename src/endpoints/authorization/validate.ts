import { AuthorizationRequest } from '../../core/authorization-request';
import { type Awaitable, after, recovering } from '../../core/awaitable';
import type { Client } from '../../core/client';
import { bindContext, type ServerContext } from '../../core/context';
import { asOAuthError, type OAuthError } from '../../core/errors';
import type { AskedRequest } from '../../core/extension';
import type { Kept } from '../../core/model';
import type { Params } from '../../core/params';
import { requestedScopes } from '../../core/request-scopes';
import { checks } from '../checks/checks';
import { noObjects } from '../checks/no-objects';
import { parameterLength } from '../checks/parameter-length';
import { promptsOf } from '../checks/prompt';
import { provenClient } from '../checks/proven-client';
import { type ProvenRedirectUri, provenRedirectUri } from '../checks/proven-redirect-uri';
import { isImplicit, responseTypeOf } from '../checks/response-type';
import { checked } from './hooks';
import { isOver } from './interaction-error';

/** Where a refusal may be sent, once client and redirect URI are proven. */
export interface ReturnAddress {
  readonly redirectUri: string;
  readonly state?: string;
  /** Whether the answer goes into the fragment. */
  readonly fragment: boolean;
}

export interface Proven {
  readonly asked: AskedRequest;
  readonly client: Client;
  /** When it was asked for the client, in milliseconds since the epoch: what is issued later belongs to that one. */
  readonly at: number;
  readonly returnTo: ReturnAddress;
  /** prompt=none: the client wants an answer at once and no page. */
  readonly silent: boolean;
}

export type Valid = Proven & { readonly valid: true; readonly request: AuthorizationRequest; readonly kept: Kept };
export type Invalid = Proven & { readonly valid: false; readonly error: OAuthError };
export type Validated = Valid | Invalid;

/**
 * Checks an authorization request (RFC 6749 section 4.1.1).
 * @throws OAuthError when client or redirect URI are not proven: the answer is a page then, never a redirect
 */
export function validate(context: ServerContext, asked: AskedRequest): Awaitable<Validated> {
  const { params } = asked;
  parameterLength(params);
  noObjects(params);
  const at = context.clock.now();
  return after(provenClient(context, params), client => validateFor(context, asked, client, at));
}

/** @throws OAuthError when the redirect URI is not proven, or the request has waited since before its client was registered */
function validateFor(context: ServerContext, asked: AskedRequest, client: Client, at: number): Awaitable<Validated> {
  const { http, params, kept: keptSoFar, begunAt } = asked;
  // Whoever looks at a page has been asked for the client that was there then, and not for another one of its id.
  if (begunAt !== undefined && !client.owns({ clientId: client.clientId, issuedAt: begunAt })) throw isOver();
  const proven = provenRedirectUri(context, client, params);
  const { redirectUri } = proven;
  const silent = (single(params, 'prompt') ?? '').split(' ').includes('none');
  const returnTo = { redirectUri, state: single(params, 'state'), fragment: isImplicit(params, context) };
  return recovering<Validated>(
    () => {
      for (const check of checks) check({ context, params, client, redirectUri });
      const all = checked(context, { http, params, kept: keptSoFar, client, redirectUri });
      return after(all, kept => {
        const request = authorizationRequest(context, params, client, proven);
        return { valid: true, asked, client, at, returnTo, silent, kept, request };
      });
    },
    thrown => ({ valid: false, asked, client, at, returnTo, silent, error: asOAuthError(thrown) }),
  );
}

function authorizationRequest(
  context: ServerContext,
  params: Params,
  client: Client,
  { redirectUri, redirectUriSent }: ProvenRedirectUri,
): AuthorizationRequest {
  const request = new AuthorizationRequest({
    client,
    responseType: responseTypeOf(params),
    redirectUri,
    redirectUriSent,
    scopes: requestedScopes(context, client, params.get('scope')),
    state: params.get('state'),
    prompt: promptsOf(params),
    resource: params.all('resource'),
    codeChallenge: params.get('code_challenge'),
    params,
  });
  return bindContext(request, context);
}

/** Of a repeated parameter nothing can be said, so nothing is sent back. */
function single(params: Params, name: string): string | undefined {
  const values = params.all(name);
  return values.length === 1 ? values[0] : undefined;
}

/** What a login page shows of a request that will be refused after the login. */
export function withoutScopes(
  context: ServerContext,
  { client, returnTo }: Invalid,
): Pick<AuthorizationRequest, 'client' | 'redirectUri' | 'scopes'> {
  return { client, redirectUri: returnTo.redirectUri, scopes: context.scopes.of([]) };
}
