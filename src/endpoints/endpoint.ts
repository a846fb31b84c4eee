import type { Awaitable } from '../core/awaitable';
import type { ResourceContext } from '../core/context';
import { asOAuthError, invalidRequest, OAuthError } from '../core/errors';
import { answerHeaders } from '../core/hooks';
import { json, type OAuthResponse, withHeaders } from '../core/http';
import { refusePlainHttp } from '../core/plain-http';
import type { OAuthRequest } from '../core/request';

/** Something that answers requests at one path, knowing no framework. */
export interface Endpoint {
  handle(request: OAuthRequest): Promise<OAuthResponse>;
}

/** @throws OAuthError invalid_request with status 405 and Allow */
export function onlyMethods(request: OAuthRequest, ...methods: string[]): void {
  if (methods.includes(request.method)) return;
  throw invalidRequest(`Use ${methods.join(' or ')}`, { status: 405, headers: { allow: methods.join(', ') } });
}

/** RFC 6749 sections 3.1 and 3.2: both endpoints need TLS. Only a loopback issuer does without. */
export function onlyTls(request: OAuthRequest, context: ResourceContext): void {
  refusePlainHttp(request, context, 'This endpoint is reached over TLS only');
}

/** What an endpoint threw, in the form of RFC 6749 section 5.2. The cause and the hint go to the log. */
export function errorResponse(thrown: unknown, context: ResourceContext): OAuthResponse {
  const error = asOAuthError(thrown);
  report(error, context);
  return json(error.status, error, error.headers);
}

/** The answer with the headers that extensions give it. */
export function withAnswerHeaders<A extends Awaitable<OAuthResponse>>(
  context: ResourceContext,
  request: OAuthRequest,
  answer: () => A,
): A | Promise<OAuthResponse> {
  const giving = answerHeaders(context, request);
  return giving ? withThese(context, giving, answer) : answer();
}

async function withThese(
  context: ResourceContext,
  giving: Promise<Readonly<Record<string, string>>>,
  answer: () => Awaitable<OAuthResponse>,
): Promise<OAuthResponse> {
  let headers: Readonly<Record<string, string>>;
  try {
    headers = await giving;
  } catch (thrown) {
    return errorResponse(thrown, context);
  }
  return withHeaders(await answer(), headers);
}

/** A refusal is worth a debug line; a failure of ours, or of something plugged in, is an error. */
export function report(error: OAuthError, { logger }: ResourceContext): void {
  const details = { code: error.code, hint: error.hint, cause: error.cause };
  if (error.status >= 500) logger.error(`oauth-controllers: ${error.message}`, details);
  else logger.debug(`oauth-controllers: ${error.message}`, details);
}
