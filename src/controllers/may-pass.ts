import { type Awaitable, isLate } from '../core/awaitable';
import { serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import type { Exchange } from './exchange';

/**
 * Whether a request may go on; otherwise its answer is sent. Whatever fails on the way is a refusal too and never a rejection,
 * which on Express 4, where nobody waits for a middleware, would end the process.
 * @param decide answers with undefined where the request may go on
 */
export function mayPass(exchange: Exchange, decide: () => Awaitable<OAuthResponse | undefined>): Awaitable<boolean> {
  try {
    const answer = decide();
    return isLate(answer) ? passesLater(exchange, answer) : passes(exchange, answer);
  } catch (error) {
    return failed(exchange, error);
  }
}

async function passesLater(exchange: Exchange, deciding: PromiseLike<OAuthResponse | undefined>): Promise<boolean> {
  try {
    return passes(exchange, await deciding);
  } catch (error) {
    return failed(exchange, error);
  }
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
