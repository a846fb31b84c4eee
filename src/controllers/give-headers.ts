import type { Admission } from '../resource/guard';
import type { Exchange } from './exchange';

/** What the answer says of tokens and proofs, readable for browser applications too. */
export function giveHeaders(exchange: Exchange, { headers = {} }: Admission): void {
  for (const [name, value] of Object.entries(headers)) exchange.setHeader(name, value);
  for (const name of ['WWW-Authenticate', ...Object.keys(headers)]) exchange.expose(name);
}
