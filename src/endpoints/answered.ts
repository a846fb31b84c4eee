import type { Awaitable } from '../core/awaitable';
import type { ServerContext } from '../core/context';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import { withCors } from './cors';
import { withAnswerHeaders } from './endpoint';

/** For clients, which may be browser applications of registered origins, and with the headers of extensions. */
export function answered<A extends Awaitable<OAuthResponse>>(
  context: ServerContext,
  request: OAuthRequest,
  answer: (request: OAuthRequest) => A,
): A | Promise<OAuthResponse> {
  return withCors(context, request, accepted => withAnswerHeaders(context, accepted, () => answer(accepted)));
}
