import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Frame } from './plain-handler';
import { isPlain } from './plain-request';

interface Context {
  readonly request: object;
  readonly response: object;
}

interface KoaApplication {
  readonly proxy: boolean;
  readonly handleRequest: unknown;
  createContext(request: object, response: object): Context;
}

const headers = { 'content-type': 'application/json; charset=utf-8' };

/** What Koa does with a GET that ends with `context.body = result`. */
export class KoaFrame implements Frame {
  private readonly handleRequest: unknown;

  constructor(private readonly app: KoaApplication) {
    this.handleRequest = app.handleRequest;
  }

  /** Not where addresses depend on proxies, nor what body parsers look at. */
  takes(request: IncomingMessage): boolean {
    const { proxy, handleRequest } = this.app;
    if (proxy || handleRequest !== this.handleRequest) return false;
    return isPlain(request) && request.headers['content-type'] === undefined;
  }

  json(result: object): ReturnType<Frame['json']> {
    const body: unknown = JSON.stringify(result);
    return typeof body === 'string' ? { status: 200, headers, body } : undefined;
  }

  headers(): undefined {}

  readonly action = (request: IncomingMessage, response: ServerResponse): ReturnType<Frame['action']> => {
    const context = this.app.createContext(request, response);
    return { request: context.request, response: context.response, context };
  };
}
