import {
  createServer as createHttp,
  IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  ServerResponse,
} from 'node:http';
import { createServer as createHttps, type ServerOptions as HttpsOptions, type Server as HttpsServer } from 'node:https';
import { withShortcuts } from './shortcuts';

/** An application of Koa. */
export interface CallbackApplication {
  callback(): RequestListener;
}

/** What can be served: an Express application, a Koa application, or any listener of node:http. */
export type ServedApplication = RequestListener | CallbackApplication;

/** An Express application. Each request and response gets one of these two objects for a prototype before anything else is done. */
interface ExpressApplication extends RequestListener {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

type Prototypes = Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>;

/**
 * `http.createServer(options, app)` for an application that listens itself, without what an Express application pays for each
 * request: to give an object another prototype costs more than all the rest that Express does (nodejs/node#37457,
 * expressjs/express#5998), so requests and responses are made with the prototypes of the application. Protected handlers are
 * reached past the routes of others, and those with nothing around them but their guard without the framework; its answers are the same.
 * @param options those of `http.createServer()`; a class of your own for requests or responses is used as it is
 * @throws TypeError for what is no application, and for TLS options, which belong to `createHttpsServer()`
 */
export function createServer(app: ServedApplication, options: ServerOptions = {}): Server {
  const listener = listenerOf(app, options, 'createServer');
  const forTls = ['key', 'cert', 'pfx', 'SNICallback'].find(name => name in options);
  if (forTls !== undefined)
    throw new TypeError(
      `createServer() was given the option ${forTls}, which plain HTTP would ignore; call createHttpsServer(app, options).`,
    );
  return createHttp({ ...prototypesOf(listener), ...options }, listener);
}

/**
 * The same for `https.createServer(options, app)`.
 * @param options those of `https.createServer()`: `key` and `cert`, and whatever TLS and HTTP understand
 * @throws TypeError for what is no application
 */
export function createHttpsServer(app: ServedApplication, options: HttpsOptions): HttpsServer {
  const listener = listenerOf(app, options, 'createHttpsServer');
  return createHttps({ ...prototypesOf(listener), ...options }, listener);
}

function listenerOf(app: ServedApplication, options: unknown, caller: string): RequestListener {
  if (isCallbackApplication(app)) return withShortcuts(app, app.callback());
  if (typeof app !== 'function') {
    const isSwapped = typeof options === 'function' || isCallbackApplication(options);
    throw new TypeError(
      isSwapped
        ? `${caller}() takes the application first, unlike that of Node; write ${caller}(app, options).`
        : `${caller}() was given ${app === null ? 'null' : `a value of the type ${typeof app}`} for an application; give it what express() returns, a Koa application, or a function of (request, response).`,
    );
  }
  if (isExpress(app) && !('handle' in app))
    throw new TypeError(`${caller}() was given express itself, which answers nothing; give it what express() returns.`);
  return withShortcuts(app, app);
}

function isCallbackApplication(app: unknown): app is CallbackApplication {
  return typeof app === 'object' && app !== null && 'callback' in app && typeof app.callback === 'function';
}

function isExpress(app: RequestListener): app is ExpressApplication {
  const { request, response } = app as Partial<ExpressApplication>;
  return request instanceof IncomingMessage && response instanceof ServerResponse;
}

/** None for any other listener, and none where Node would not have its own classes called without `new`. */
function prototypesOf(listener: RequestListener): Prototypes {
  if (!isExpress(listener) || [IncomingMessage, ServerResponse].some(isClass)) return {};
  // A sub-application gives requests prototypes of its own, as it does behind any server.
  return {
    IncomingMessage: withPrototype(IncomingMessage, listener.request),
    ServerResponse: withPrototype(ServerResponse, listener.response),
  };
}

/** Not a class that extends, whose prototype would be an object of its own; nor Reflect.construct(), which costs as much as is saved. */
function withPrototype<Base extends typeof IncomingMessage | typeof ServerResponse>(base: Base, prototype: object): Base {
  function Made(this: object, first: unknown, second: unknown): void {
    (base as unknown as (this: object, ...args: unknown[]) => void).call(this, first, second);
  }
  Made.prototype = prototype;
  // V8 gives a new object room for the properties that its constructor and those before it in this chain set. Without the base it
  // would move the forty of a response to larger and larger places, which costs two microseconds.
  return Object.setPrototypeOf(Made, base) as unknown as Base;
}

const isClass = (type: object): boolean => /^class\b/.test(Function.prototype.toString.call(type));
