import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import { OAuthRequest } from '../core/request';
import type { AuthorizationServer } from '../server';
import { type CompiledEndpoint, compiledEndpoints } from './compiled-endpoints';
import { pathOf } from './exact-path';
import { inFrontOf } from './in-front';
import { type WriteAnswer, writersOf } from './plain-answer';
import { readBytes } from './read-body';

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

/** What frameworks or their parsers treat in a way of their own is theirs: fragments, old versions of HTTP, a GET with a body. */
function isPlain({ url = '', method, headers, httpVersion }: IncomingMessage): boolean {
  if (httpVersion !== '1.1' || url.includes('#')) return false;
  return method === 'POST' || (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined);
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
    write(response, isHead, await answerOf(endpoint, server, request));
  } catch (error) {
    console.error(error);
    if (response.headersSent) response.destroy();
    else write(response, isHead, json(500, serverError()));
  }
}

async function answerOf(
  endpoint: CompiledEndpoint,
  server: AuthorizationServer,
  request: IncomingMessage,
): Promise<OAuthResponse> {
  const { context } = server;
  try {
    return await endpoint.answer(requestOf(request, context.settings.origin));
  } catch (error) {
    context.logger.error(`oauth-controllers: ${endpoint.handler} failed`, error);
    return json(500, serverError());
  }
}

/** Known from the connection alone. */
function requestOf(request: IncomingMessage, origin: string): OAuthRequest {
  const { method = 'GET', url = '/', headers, rawHeaders, socket } = request;
  return new OAuthRequest({
    // One by one: to V8 an object that begins with a spread and goes on is of a class of its own each time, which stays.
    method,
    target: url,
    origin,
    headers,
    rawHeaders,
    ip: socket.remoteAddress,
    secure: (socket as Partial<TLSSocket>).encrypted === true,
    body: () => readBytes(request),
  });
}
