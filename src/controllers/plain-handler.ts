import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Action } from 'routing-controllers';
import { type Awaitable, after, recovering } from '../core/awaitable';
import type { OAuthResponse } from '../core/http';
import type { Bound } from './binder';
import { callOf } from './direct-execution';
import { admitFirst } from './guards';
import type { Mounted, MountedAction } from './mounted';
import { isOwnMiddleware } from './own-middleware';
import { isLayerOf } from './placed';
import { answerFailure, type WriteAnswer, writersOf } from './plain-answer';
import { PlainExchange } from './plain-exchange';
import { stateOf } from './state';
import { transformed } from './transformed';
import { UnseenRequests } from './unseen-requests';

/** What a framework would do with a result that is sent as JSON. */
export interface Frame {
  /** Whether it would do with the request what is known here. */
  takes(request: IncomingMessage): boolean;
  /** @returns undefined for what is left to the framework */
  json(result: object): OAuthResponse | undefined;
  /** Headers of each answer. */
  headers(): Readonly<Record<string, string>> | undefined;
}

/** What has become of the call of a handler. Without an answer, only the framework knows how to send it. */
interface Told {
  readonly outcome: () => unknown;
  readonly answer?: OAuthResponse;
}

/**
 * A protected handler with nothing around it but its guard, which is given nothing but what the guard knows. No framework is
 * needed to call it and to send its result as JSON. Everything else, and every failure, goes to the framework with what the handler has
 * given or thrown.
 */
export class PlainHandler {
  private readonly write: WriteAnswer;
  private readonly requests: UnseenRequests;

  private constructor(
    private readonly mounted: MountedAction,
    private readonly handler: (current: Action) => unknown,
    private readonly bound: Bound,
    framework: Mounted['framework'],
  ) {
    this.write = writersOf[framework];
    this.requests = new UnseenRequests(mounted.action);
  }

  /** @returns undefined where something of the application's has a say in the request or in its answer */
  static of(one: MountedAction, mounted: Mounted, bound: Bound): PlainHandler | undefined {
    const { action } = one;
    const { headers, redirect, renderedTemplate, isJsonTyped, successHttpCode } = action;
    const handler = callOf(action);
    if (!handler || mounted.before || mounted.after || mounted.interceptors) return undefined;
    // That there is nothing else in its route is looked at there.
    const [first] = [...action.controllerMetadata.uses, ...action.uses];
    const isSpecial = redirect || renderedTemplate || successHttpCode || Object.keys(headers).length > 0;
    if (!first || !isOwnMiddleware(first.middleware) || isSpecial || !isJsonTyped || action.type !== 'get') return undefined;
    return new PlainHandler(one, handler, bound, mounted.framework);
  }

  /** Whether a layer of the router calls the same handler: slashes and settings may give its path to another route. */
  isOf(layer: object): boolean {
    return isLayerOf(layer, this.mounted.action);
  }

  /** @param framework what serves the request where this cannot */
  listener(frame: Frame, framework: RequestListener): RequestListener {
    return (request, response) => {
      const isOurs = isUntold(response) && frame.takes(request) && this.requests.areUnseen();
      if (isOurs) this.serve(request, response, frame, framework);
      else framework(request, response);
    };
  }

  private serve(request: IncomingMessage, response: ServerResponse, frame: Frame, framework: RequestListener): void {
    const { target, method } = this.mounted.action;
    const call = (): unknown => this.call(exchange, frame, framework);
    const exchange: PlainExchange = new PlainExchange(request, response, this.write, frame.headers(), call);
    Object.assign(stateOf(request), this.bound);
    void recovering(
      () => admitFirst(exchange, target, method),
      error => answerFailure(error, response, answer => exchange.send(answer)),
    );
  }

  /** The guard has admitted the request. */
  private call(exchange: PlainExchange, frame: Frame, framework: RequestListener): Awaitable<unknown> {
    const { raw, response } = exchange;
    const state = stateOf(raw);
    return after(this.told(exchange, frame), ({ answer, outcome }) => {
      // A listener of the server may have said something while the handler was at work.
      if (answer && (isUntold(response) || response.headersSent)) return exchange.send(answer);
      state.outcome = outcome;
      exchange.handOver();
      return framework(raw, response);
    });
  }

  private told({ raw, response }: PlainExchange, frame: Frame): Awaitable<Told> {
    const state = stateOf(raw);
    // Nobody looks at anything else of it: neither the container, nor routing-controllers.
    const current: Action = { request: raw, response };
    return recovering<Told>(
      () =>
        after(this.handler(current), result =>
          state.answer ? { outcome: () => result, answer: state.answer } : this.toldOf(result, frame),
        ),
      error => ({
        outcome: () => {
          throw error;
        },
      }),
    );
  }

  private toldOf(result: unknown, frame: Frame): Told {
    const outcome = (): unknown => result;
    try {
      const { driver, action } = this.mounted;
      const sent = isOfJson(result) ? transformed(driver, action, result) : undefined;
      const answer = isOfJson(sent) ? frame.json(sent) : undefined;
      return { outcome, answer };
    } catch {
      // The framework fails in the same way, and knows what to make of it.
      return { outcome };
    }
  }
}

/** Not where a listener of the server has said something before: which of it stays, frameworks decide header by header. */
function isUntold(response: ServerResponse): boolean {
  const { headersSent, statusCode, statusMessage } = response;
  return !headersSent && statusCode === 200 && !statusMessage && response.getHeaderNames().length === 0;
}

/** Neither a text, nor a stream or another kind of object that frameworks send in a way of their own. */
function isOfJson(result: unknown): result is object {
  if (typeof result !== 'object' || result === null) return false;
  if (Array.isArray(result)) return true;
  return Object.prototype.toString.call(result) === '[object Object]' && !('pipe' in result);
}
