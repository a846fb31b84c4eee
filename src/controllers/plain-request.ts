import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { OAuthRequest } from '../core/request';
import { readBytes } from './read-body';

/** A request that no framework has seen, so what is known of it is known from its connection alone. */
export function plainRequest(request: IncomingMessage, origin: string): OAuthRequest {
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

/** What frameworks or their parsers treat in a way of their own is theirs: fragments, old versions of HTTP, a GET with a body. */
export function isPlain({ url = '', method, headers, httpVersion }: IncomingMessage): boolean {
  if (httpVersion !== '1.1' || url.includes('#')) return false;
  return method === 'POST' || (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined);
}
