import type { IncomingMessage } from 'node:http';
import type { Frame } from './plain-handler';
import { isPlain } from './plain-request';

interface KoaApplication {
  readonly proxy: boolean;
  readonly handleRequest: unknown;
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
}
