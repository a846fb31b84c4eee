import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import type { AuthorizationServer } from '../server';
import { type CompiledEndpoint, compiledEndpoints } from './compiled-endpoints';
import { pathOf } from './exact-path';
import { inFrontOf } from './in-front';
import { answerFailure, type WriteAnswer, writersOf } from './plain-answer';
import { isPlain, plainRequest } from './plain-request';

interface Site {
  readonly server: AuthorizationServer;
  readonly write: WriteAnswer;
}

/**
 * Answers the endpoints of an application that is nobody's but ours before its framework is entered, and leaves every other
 * request to it. Who trusts proxies learns from the framework who the client is, so then all is left to it.
 * @param application of Express or Koa, with its controllers mounted
 */
export function withCompiledEndpoints(application: object, listener: RequestListener, trustsProxies: boolean): RequestListener {
  const compiled = trustsProxies ? undefined : compiledEndpoints(application);
  if (!compiled) return listener;
  const { server, byPath, framework } = compiled;
  const site = { server, write: writersOf[framework] };
  return inFrontOf(listener, (request, response) => {
    const endpoint = byPath.get(pathOf(request));
    if (endpoint && isPlain(request)) void serve(endpoint, site, request, response);
    else listener(request, response);
  });
}

/** Whatever fails on the way, a logger or a header that cannot be sent included, ends neither the process nor the next request. */
async function serve(
  endpoint: CompiledEndpoint,
  { server, write }: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isHead = request.method === 'HEAD';
  try {
    let answer: OAuthResponse;
    try {
      answer = await endpoint.answer(plainRequest(request, server.context.settings.origin));
    } catch (error) {
      answer = failed(endpoint, server, error);
    }
    write(response, isHead, answer);
  } catch (error) {
    answerFailure(error, response, answer => write(response, isHead, answer));
  }
}

function failed({ handler }: CompiledEndpoint, { context }: AuthorizationServer, error: unknown): OAuthResponse {
  context.logger.error(`oauth-controllers: ${handler} failed`, error);
  return json(500, serverError());
}
