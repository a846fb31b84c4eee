import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action } from 'routing-controllers';
import type { OAuthResponse } from '../core/http';
import { type Body, OAuthRequest, type RequestParts } from '../core/request';
import type { User } from '../core/user';
import { readBody } from './read-body';
import { stateOf } from './state';

/** A request and a way to answer it, whatever the framework. This file is the only one that knows Express from Koa. */
export interface Exchange {
  /** The object of node:http: what stays the same from stage to stage, so state hangs on it. */
  readonly raw: IncomingMessage;
  /** Path and query as received, whatever the framework has cut off in between. */
  readonly target: string;
  /** The path below which the application is mounted that the request has come to. */
  readonly mountPath: string;
  /** That of node:http. */
  readonly response: ServerResponse;
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
  res: ServerResponse;
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

// Several of these are made for each request: they are classes, because what costs is a function made for each.
class ExpressExchange implements Exchange {
  constructor(
    readonly raw: ExpressRequest,
    readonly written: ServerResponse,
    readonly next: Next,
  ) {}

  get response(): ServerResponse {
    return this.written;
  }
  get target(): string {
    return this.raw.originalUrl;
  }
  get mountPath(): string {
    return this.raw.baseUrl;
  }

  request(origin: string): OAuthRequest {
    const state = stateOf(this.raw);
    state.request ??= new OAuthRequest(new ExpressParts(this.raw, origin));
    return state.request;
  }

  setHeader(name: string, value: string): void {
    // Who has lost patience may have answered meanwhile. Koa leaves such an answer alone by itself.
    if (!this.written.headersSent) this.written.setHeader(name, value);
  }

  vary(name: string): void {
    this.setHeader('vary', withName(this.written.getHeader('vary'), name));
  }

  expose(name: string): void {
    this.setHeader(exposed, withName(this.written.getHeader(exposed), name));
  }

  offerUser(user: User): void {
    this.raw.user ??= user;
  }

  send(answer: OAuthResponse): unknown {
    const response = this.written;
    if (response.headersSent) return response;
    response.statusCode = answer.status;
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    response.end(answer.body);
    return response;
  }
}

class ExpressParts implements RequestParts {
  readonly method: string;
  readonly target: string;
  readonly mountPath: string;

  constructor(
    private readonly raw: ExpressRequest,
    readonly origin: string,
  ) {
    this.method = raw.method ?? 'GET';
    this.target = raw.originalUrl;
    this.mountPath = raw.baseUrl;
    keepAddress(raw);
  }

  get headers(): IncomingMessage['headers'] {
    return this.raw.headers;
  }
  get rawHeaders(): readonly string[] {
    return this.raw.rawHeaders;
  }
  get ip(): string | undefined {
    return this.raw.ip;
  }
  get secure(): boolean {
    return this.raw.secure;
  }
  async body(): Promise<Body> {
    return parsedBody(this.raw) ?? (await readBody(this.raw));
  }
}

/**
 * What a framework says of addresses costs more than the rest of a request's facts, so only who asks for it pays. A socket that
 * is closed by then still knows the address that it was once asked for.
 */
function keepAddress({ socket }: IncomingMessage): void {
  void socket.remoteAddress;
}

/** On Express 4 a JSON parser in front of us leaves an empty object on a form, which it has not read. */
function parsedBody(request: ExpressRequest): Body | undefined {
  const { body, _body: parsed, readableEnded } = request;
  const untouched = typeof body === 'object' && Object.keys(body).length === 0 && !parsed && !readableEnded;
  return untouched ? undefined : body;
}

class KoaExchange implements Exchange {
  readonly raw: KoaContext['req'];

  constructor(
    readonly written: KoaContext,
    readonly next: Next,
  ) {
    this.raw = written.req;
  }

  get response(): ServerResponse {
    return this.written.res;
  }
  get target(): string {
    return this.written.originalUrl;
  }
  get mountPath(): string {
    return this.written.mountPath ?? '';
  }

  request(origin: string): OAuthRequest {
    const state = stateOf(this.raw);
    state.request ??= new OAuthRequest(new KoaParts(this.written, origin));
    return state.request;
  }

  setHeader(name: string, value: string): void {
    this.written.set(name, value);
  }

  // Of the response itself: Koa's own `get` copies all headers first.
  vary(name: string): void {
    this.setHeader('vary', withName(this.written.res.getHeader('vary'), name));
  }

  expose(name: string): void {
    this.setHeader(exposed, withName(this.written.res.getHeader(exposed), name));
  }

  offerUser(user: User): void {
    this.written.state.user ??= user;
  }

  send(answer: OAuthResponse): unknown {
    const context = this.written;
    context.status = answer.status;
    // The body first: to set it makes Koa guess a content type, which ours then replaces.
    context.body = answer.body;
    for (const [name, value] of Object.entries(answer.headers)) context.set(name, value);
    return context;
  }
}

class KoaParts implements RequestParts {
  readonly method: string;
  readonly target: string;
  readonly mountPath?: string;

  constructor(
    private readonly context: KoaContext,
    readonly origin: string,
  ) {
    this.method = context.method;
    this.target = context.originalUrl;
    this.mountPath = context.mountPath;
    keepAddress(context.req);
  }

  get headers(): IncomingMessage['headers'] {
    return this.context.req.headers;
  }
  get rawHeaders(): readonly string[] {
    return this.context.req.rawHeaders;
  }
  get ip(): string {
    return this.context.ip;
  }
  get secure(): boolean {
    return this.context.secure;
  }
  body(): Promise<Body> {
    return koaBody(this.context);
  }
}

async function koaBody(context: KoaContext): Promise<Body> {
  const parsed = context.request.rawBody ?? context.request.body;
  if (parsed !== undefined) return parsed;
  const read = await readBody(context.req);
  context.request.body = context.req.body;
  return read;
}

function withName(list: number | string | readonly string[] | undefined, name: string): string {
  if (list === undefined || list === '') return name;
  const names = String(list)
    .split(',')
    .map(one => one.trim())
    .filter(Boolean);
  return names.some(one => one === '*' || one.toLowerCase() === name.toLowerCase())
    ? names.join(', ')
    : [...names, name].join(', ');
}
