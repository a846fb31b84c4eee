import type { OAuthRequest } from '../core/request';
import { hasQueryToken } from '../resource/bearer';
import type { Admission } from '../resource/guard';
import type { Exchange } from './exchange';

/**
 * What the answer says of tokens and proofs, readable for browser applications of other origins too, which name theirs; and what caches
 * may make of an answer that depends on a token.
 */
export function giveHeaders(exchange: Exchange, request: OAuthRequest, { admitted, headers }: Admission): void {
  exchange.vary('Authorization');
  if (admitted && hasQueryToken(request)) exchange.setHeader('cache-control', 'private');
  const isRead = exchange.raw.headers.origin !== undefined;
  if (isRead) exchange.expose('WWW-Authenticate');
  if (!headers) return;
  for (const [name, value] of Object.entries(headers)) {
    exchange.setHeader(name, value);
    if (isRead) exchange.expose(name);
  }
}
