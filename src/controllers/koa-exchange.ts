import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OAuthResponse } from '../core/http';
import { type Body, OAuthRequest, type RequestParts } from '../core/request';
import type { User } from '../core/user';
import type { Exchange, Next } from './exchange';
import { exposed, keepAddress, withName } from './exchange-headers';
import { canReadAhead, readAhead } from './read-ahead';
import { readBody } from './read-body';
import { stateOf } from './state';

export interface KoaContext {
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

export class KoaExchange implements Exchange {
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
  async ahead(): Promise<Body | undefined> {
    const { req } = this.context;
    return parsedBody(this.context) ?? (canReadAhead(req) ? await readAhead(req) : await koaBody(this.context));
  }
}

const parsedBody = ({ request }: KoaContext): Body | undefined => request.rawBody ?? request.body;

async function koaBody(context: KoaContext): Promise<Body> {
  const parsed = parsedBody(context);
  if (parsed !== undefined) return parsed;
  const read = await readBody(context.req);
  context.request.body = context.req.body;
  return read;
}
