import type { Admission } from '../resource/guard';
import type { Exchange } from './exchange';

/** What the answer says of tokens and proofs, readable for browser applications of other origins too, which name theirs. */
export function giveHeaders(exchange: Exchange, { headers }: Admission): void {
  const isRead = exchange.raw.headers.origin !== undefined;
  if (isRead) exchange.expose('WWW-Authenticate');
  if (!headers) return;
  for (const [name, value] of Object.entries(headers)) {
    exchange.setHeader(name, value);
    if (isRead) exchange.expose(name);
  }
}
