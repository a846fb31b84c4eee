import { invalidRequest, invalidToken, OAuthError } from '../core/errors';
import type { OAuthRequest } from '../core/request';
import type { BearerMethod } from '../core/settings';
import { jktOf } from '../tokens/confirmation';
import { b64token } from './b64token';
import { challenge } from './challenge';
import type { TokenType } from './token-type';

const bearer = /^bearer(?: +|$)/i;
/** Bearer tokens (RFC 6750): who has one may use it, so there is nothing to prove; one that is bound to a key is none. */
export const bearerType: TokenType = {
  name: 'bearer',
  present: (request, { settings }) => bearerToken(request, settings.bearerMethods),
  async prove(_request, token) {
    if (jktOf(token.claims) !== undefined) throw invalidToken('The access token is bound to a key and is no bearer token');
  },
  challenge: facts => challenge('Bearer', facts),
};

/**
 * The bearer token of a request, or undefined when it has none.
 * @throws OAuthError invalid_request when it comes by more than one way (RFC 6750 section 2), accepted or not
 * @throws OAuthError invalid_token when it is no token by its form
 */
export async function bearerToken(request: OAuthRequest, accepted: ReadonlySet<BearerMethod>): Promise<string | undefined> {
  const header = request.header('authorization') ?? '';
  const fromHeader = bearer.test(header) ? [header.replace(bearer, '')] : [];
  const fromQuery = queryTokens(request);
  const elsewhere = fromHeader.length + fromQuery.length > 0;
  const fromBody = accepted.has('body') || elsewhere ? await bodyTokens(request, accepted.has('body')) : [];
  if (fromHeader.length + fromQuery.length + fromBody.length > 1) {
    throw invalidRequest('The request carries an access token in more than one way');
  }
  const [token] = [
    ...(accepted.has('header') ? fromHeader : []),
    ...(accepted.has('query') ? fromQuery : []),
    ...(accepted.has('body') ? fromBody : []),
  ];
  if (token !== undefined && !b64token.test(token)) throw invalidToken('The access token is malformed');
  return token;
}

/** The rest of the query is the handler's business, so it is not read strictly here: a stray % is no reason to refuse. */
function queryTokens(request: OAuthRequest): string[] {
  return new URLSearchParams(request.search).getAll('access_token').filter(value => value !== '');
}

/** RFC 6750 section 2.2: a form body, and never of a GET. It is read only where it can matter. */
async function bodyTokens(request: OAuthRequest, accepted: boolean): Promise<readonly string[]> {
  const bodyless = request.method === 'GET' || request.method === 'HEAD';
  if (bodyless || !request.isForm) return [];
  try {
    return (await request.form()).all('access_token');
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
