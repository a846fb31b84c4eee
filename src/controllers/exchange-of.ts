import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action } from 'routing-controllers';
import type { Exchange, Next } from './exchange';
import { ExpressExchange, type ExpressRequest } from './express-exchange';
import { type KoaContext, KoaExchange } from './koa-exchange';

/** For middleware, which is called with (request, response, next) by Express and with (context, next) by Koa. */
export function exchangeOf(args: readonly unknown[]): Exchange {
  return args.length === 2
    ? new KoaExchange(args[0] as KoaContext, args[1] as Next)
    : new ExpressExchange(args[0] as ExpressRequest, args[1] as ServerResponse, args[2] as Next);
}

/** For routing-controllers' own hooks. */
export function exchangeOfAction(action: Action): Exchange {
  const next = (action.next ?? noNext) as Next;
  return action.context
    ? new KoaExchange(action.context as KoaContext, next)
    : new ExpressExchange(action.request, action.response, next);
}

export function rawOf(action: Action): IncomingMessage {
  return action.context ? (action.context as KoaContext).req : action.request;
}

const noNext: Next = () => undefined;
