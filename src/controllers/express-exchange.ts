import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OAuthResponse } from '../core/http';
import { type Body, OAuthRequest, type RequestParts } from '../core/request';
import type { User } from '../core/user';
import type { Exchange, Next } from './exchange';
import { exposed, keepAddress, withName } from './exchange-headers';
import { canReadAhead, readAhead } from './read-ahead';
import { readBody } from './read-body';
import { stateOf } from './state';

export interface ExpressRequest extends IncomingMessage {
  originalUrl: string;
  baseUrl: string;
  ip?: string;
  secure: boolean;
  body?: Body;
  user?: unknown;
  /** Set by body-parser once it has read the body. */
  _body?: boolean;
}

/** One of these is made for each stage of a request: it is a class, because what costs is a function made for each. */
export class ExpressExchange implements Exchange {
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
  async ahead(): Promise<Body | undefined> {
    return parsedBody(this.raw) ?? (canReadAhead(this.raw) ? await readAhead(this.raw) : await readBody(this.raw));
  }
}

/** On Express 4 a JSON parser in front of us leaves an empty object on a form, which it has not read. */
function parsedBody(request: ExpressRequest): Body | undefined {
  const { body, _body: parsed, readableEnded } = request;
  const untouched = typeof body === 'object' && Object.keys(body).length === 0 && !parsed && !readableEnded;
  return untouched ? undefined : body;
}
