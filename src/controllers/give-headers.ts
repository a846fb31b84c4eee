import type { Admission } from '../resource/guard';
import type { Exchange } from './exchange';

const none: Readonly<Record<string, string>> = Object.freeze({});

/** What the answer says of tokens and proofs, readable for browser applications too. */
export function giveHeaders(exchange: Exchange, { headers = none }: Admission): void {
  exchange.expose('WWW-Authenticate');
  for (const [name, value] of Object.entries(headers)) {
    exchange.setHeader(name, value);
    exchange.expose(name);
  }
}
