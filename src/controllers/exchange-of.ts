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
  if (action instanceof PlainAction) return action.raw;
  return action.context ? (action.context as KoaContext).req : action.request;
}

/** What a framework has made of a request, once somebody looks at it: a container of the application's may, and hardly any does. */
export class PlainAction implements Action {
  private made?: Action = undefined;

  constructor(
    readonly raw: IncomingMessage,
    private readonly rawResponse: ServerResponse,
    private readonly make: (request: IncomingMessage, response: ServerResponse) => Action,
  ) {}

  get request(): unknown {
    return this.framed.request;
  }
  get response(): unknown {
    return this.framed.response;
  }
  get context(): unknown {
    return this.framed.context;
  }

  private get framed(): Action {
    this.made ??= this.make(this.raw, this.rawResponse);
    return this.made;
  }
}

const noNext: Next = () => undefined;
