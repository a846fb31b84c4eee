import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action } from 'routing-controllers';
import type { OAuthResponse } from '../core/http';
import { type Body, OAuthRequest } from '../core/request';
import type { User } from '../core/user';
import { readBody } from './read-body';

/** A request and a way to answer it, whatever the framework. This file is the only one that knows Express from Koa. */
export interface Exchange {
  /** The object of node:http: what stays the same from stage to stage, so state hangs on it. */
  readonly raw: IncomingMessage;
  /** Path and query as received, whatever the framework has cut off in between. */
  readonly target: string;
  /** The path below which the application is mounted that the request has come to. */
  readonly mountPath: string;
  request(origin: string): OAuthRequest;
  setHeader(name: string, value: string): void;
  /** Adds a name to Vary. */
  vary(name: string): void;
  /** Adds a header to those that a page of another origin may read, where CORS lets it read the answer at all. */
  expose(name: string): void;
  /** Puts the user where middleware and templates look, unless the application has put one there. */
  offerUser(user: User): void;
  /** Writes the answer. What it returns has to be returned to routing-controllers: it means that the answer is written. */
  send(response: OAuthResponse): unknown;
  /** What routing-controllers takes for a written answer. */
  readonly written: unknown;
  next(): unknown;
}

interface ExpressRequest extends IncomingMessage {
  originalUrl: string;
  baseUrl: string;
  ip?: string;
  secure: boolean;
  body?: Body;
  user?: unknown;
  /** Set by body-parser once it has read the body. */
  _body?: boolean;
}

interface KoaContext {
  req: IncomingMessage & { body?: Body };
  request: { body?: Body; rawBody?: string };
  response: { get(name: string): string };
  state: { user?: unknown };
  method: string;
  originalUrl: string;
  mountPath?: string;
  ip: string;
  secure: boolean;
  status: number;
  body: unknown;
  set(name: string, value: string | readonly string[]): void;
}

type Next = () => unknown;
const exposed = 'access-control-expose-headers';
const requests = new WeakMap<IncomingMessage, OAuthRequest>();

/** For middleware, which is called with (request, response, next) by Express and with (context, next) by Koa. */
export function exchangeOf(args: readonly unknown[]): Exchange {
  return args.length === 2
    ? koaExchange(args[0] as KoaContext, args[1] as Next)
    : expressExchange(args[0] as ExpressRequest, args[1] as ServerResponse, args[2] as Next);
}

/** For routing-controllers' own hooks. */
export function exchangeOfAction(action: Action): Exchange {
  const next = (action.next ?? (() => undefined)) as Next;
  return action.context
    ? koaExchange(action.context as KoaContext, next)
    : expressExchange(action.request, action.response, next);
}

export function rawOf(action: Action): IncomingMessage {
  return action.context ? (action.context as KoaContext).req : action.request;
}

function expressExchange(request: ExpressRequest, response: ServerResponse, next: Next): Exchange {
  const body = async (): Promise<Body> => parsedBody(request) ?? (await readBody(request));
  // Who has lost patience may have answered meanwhile. Koa leaves such an answer alone by itself.
  const setHeader = (name: string, value: string): void => {
    if (!response.headersSent) response.setHeader(name, value);
  };
  return {
    raw: request,
    target: request.originalUrl,
    mountPath: request.baseUrl,
    request: origin =>
      once(request, () => {
        const { method = 'GET', originalUrl, headers, ip, secure, baseUrl } = request;
        return new OAuthRequest({ method, target: originalUrl, origin, headers, ip, secure, mountPath: baseUrl, body });
      }),
    setHeader,
    vary: name => setHeader('vary', withName(response.getHeader('vary'), name)),
    expose: name => setHeader(exposed, withName(response.getHeader(exposed), name)),
    offerUser: user => {
      request.user ??= user;
    },
    send(answer) {
      if (response.headersSent) return response;
      response.statusCode = answer.status;
      for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
      response.end(answer.body);
      return response;
    },
    written: response,
    next,
  };
}

/** On Express 4 a JSON parser in front of us leaves an empty object on a form, which it has not read. */
function parsedBody(request: ExpressRequest): Body | undefined {
  const { body, _body: parsed, readableEnded } = request;
  const untouched = typeof body === 'object' && Object.keys(body).length === 0 && !parsed && !readableEnded;
  return untouched ? undefined : body;
}

function koaExchange(context: KoaContext, next: Next): Exchange {
  const body = async (): Promise<Body> => {
    const parsed = context.request.rawBody ?? context.request.body;
    if (parsed !== undefined) return parsed;
    const read = await readBody(context.req);
    context.request.body = context.req.body;
    return read;
  };
  return {
    raw: context.req,
    target: context.originalUrl,
    mountPath: context.mountPath ?? '',
    request: origin =>
      once(context.req, () => {
        const { method, originalUrl, ip, secure, mountPath } = context;
        return new OAuthRequest({
          method,
          target: originalUrl,
          origin,
          headers: context.req.headers,
          ip,
          secure,
          mountPath,
          body,
        });
      }),
    setHeader: (name, value) => context.set(name, value),
    vary: name => context.set('vary', withName(context.response.get('vary'), name)),
    expose: name => context.set(exposed, withName(context.response.get(exposed), name)),
    offerUser: user => {
      context.state.user ??= user;
    },
    send(answer) {
      context.status = answer.status;
      // The body first: to set it makes Koa guess a content type, which ours then replaces.
      context.body = answer.body;
      for (const [name, value] of Object.entries(answer.headers)) context.set(name, value);
      return context;
    },
    written: context,
    next,
  };
}

function withName(list: number | string | readonly string[] | undefined, name: string): string {
  const names = String(list ?? '')
    .split(',')
    .map(one => one.trim())
    .filter(Boolean);
  return names.some(one => one === '*' || one.toLowerCase() === name.toLowerCase())
    ? names.join(', ')
    : [...names, name].join(', ');
}

/** One OAuthRequest for all stages of a request, so that its body is read once. */
function once(raw: IncomingMessage, make: () => OAuthRequest): OAuthRequest {
  const known = requests.get(raw);
  if (known) return known;
  const made = make();
  requests.set(raw, made);
  return made;
}
