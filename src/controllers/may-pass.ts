import { serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import type { Exchange } from './exchange';

/**
 * Whether a request may go on; otherwise its answer is sent. Whatever fails on the way is a refusal too and never a rejection,
 * which on Express 4, where nobody waits for a middleware, would end the process.
 * @param decide answers with undefined where the request may go on
 */
export async function mayPass(exchange: Exchange, decide: () => Promise<OAuthResponse | undefined>): Promise<boolean> {
  try {
    const answer = await decide();
    if (answer) exchange.send(answer);
    return !answer;
  } catch (error) {
    console.error(error);
    exchange.send(json(500, serverError()));
    return false;
  }
}
