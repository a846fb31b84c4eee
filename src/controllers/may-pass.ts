import { type Awaitable, after, recovering } from '../core/awaitable';
import { serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import type { Exchange } from './exchange';

/**
 * Whether a request may go on; otherwise its answer is sent. Whatever fails on the way is a refusal too and never a rejection,
 * which on Express 4, where nobody waits for a middleware, would end the process.
 * @param decide answers with undefined where the request may go on
 */
export function mayPass(exchange: Exchange, decide: () => Awaitable<OAuthResponse | undefined>): Awaitable<boolean> {
  return recovering(
    () => after(decide(), answer => passes(exchange, answer)),
    error => failed(exchange, error),
  );
}

function passes(exchange: Exchange, answer: OAuthResponse | undefined): boolean {
  if (answer) exchange.send(answer);
  return !answer;
}

function failed(exchange: Exchange, error: unknown): false {
  console.error(error);
  exchange.send(json(500, serverError()));
  return false;
}
