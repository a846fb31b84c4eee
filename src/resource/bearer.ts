import type { Awaitable } from '../core/awaitable';
import { bodyTooLarge, invalidRequest, invalidToken, OAuthError } from '../core/errors';
import type { OAuthRequest } from '../core/request';
import type { BearerMethod } from '../core/settings';
import { isB64token } from '../tokens/b64token';
import { jktOf } from '../tokens/confirmation';
import { challenge } from './challenge';
import type { TokenType } from './token-type';

const bearer = /^bearer(?: +|$)/i;
/** Bearer tokens (RFC 6750): who has one may use it, so there is nothing to prove; one that is bound to a key is none. */
export const bearerType: TokenType = {
  name: 'bearer',
  present: (request, { settings }) => bearerToken(request, settings.bearerMethods),
  prove(_request, token) {
    if (jktOf(token.claims) !== undefined) throw invalidToken('The access token is bound to a key and is no bearer token');
  },
  challenge: facts => challenge('Bearer', facts),
};

/**
 * The bearer token of a request, or undefined when it has none.
 * @throws OAuthError invalid_request when it comes by more than one way (RFC 6750 section 2), accepted or not
 * @throws OAuthError invalid_token when it is no token by its form
 */
export function bearerToken(request: OAuthRequest, accepted: ReadonlySet<BearerMethod>): Awaitable<string | undefined> {
  const header = request.header('authorization') ?? '';
  const fromHeader = bearer.test(header) ? [header.replace(bearer, '')] : none;
  const fromQuery = queryTokens(request);
  const elsewhere = fromHeader.length + fromQuery.length > 0;
  const inBody = (accepted.has('body') || elsewhere) && mayHaveForm(request);
  if (!inBody) return onlyToken({ fromHeader, fromQuery, fromBody: none }, accepted);
  return bodyTokens(request, accepted.has('body')).then(fromBody => onlyToken({ fromHeader, fromQuery, fromBody }, accepted));
}

const none: readonly string[] = [];

function onlyToken(
  { fromHeader, fromQuery, fromBody }: Readonly<Record<'fromHeader' | 'fromQuery' | 'fromBody', readonly string[]>>,
  accepted: ReadonlySet<BearerMethod>,
): string | undefined {
  if (fromHeader.length + fromQuery.length + fromBody.length > 1) {
    throw invalidRequest('The request carries an access token in more than one way');
  }
  const token =
    (accepted.has('header') ? fromHeader[0] : undefined) ??
    (accepted.has('query') ? fromQuery[0] : undefined) ??
    (accepted.has('body') ? fromBody[0] : undefined);
  if (token !== undefined && !isB64token(token)) throw invalidToken('The access token is malformed');
  return token;
}

const mayNameToken = /access_token|%/;

/** The rest of the query is the handler's business, so it is not read strictly here: a stray % is no reason to refuse. */
function queryTokens(request: OAuthRequest): readonly string[] {
  // Without its letters and without an escape there is no such name.
  if (!mayNameToken.test(request.search)) return none;
  return new URLSearchParams(request.search).getAll('access_token').filter(value => value !== '');
}

/** RFC 6750 section 2.2: a form body, and never of a GET. */
function mayHaveForm(request: OAuthRequest): boolean {
  const bodyless = request.method === 'GET' || request.method === 'HEAD';
  return !(bodyless || !request.isForm);
}

/** It is looked at only where it can matter, and stays for the handler's own parser. */
async function bodyTokens(request: OAuthRequest, accepted: boolean): Promise<readonly string[]> {
  try {
    const form = await request.formAhead();
    if (form) return form.all('access_token');
    if (!accepted) return none;
    throw bodyTooLarge();
  } catch (error) {
    // Where no token is looked for in bodies, what the form is like is the handler's business too, as long as it is there.
    if (!accepted && error instanceof OAuthError && error.status === 400) return [];
    throw error;
  }
}

/** Whether an answer to this request may be kept by no shared cache, because the token stands in its address (RFC 6750 section 2.3). */
export function hasQueryToken(request: OAuthRequest): boolean {
  return queryTokens(request).length > 0;
}
