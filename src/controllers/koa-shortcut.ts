import { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Bound } from './binder';
import { KoaFrame } from './koa-frame';
import { type KoaMiddleware, type KoaRouter, type RoutedContext, type Routing, routingOf } from './koa-routing';
import { placeOf } from './placed';
import type { PlainHandler } from './plain-handler';
import { stateOf } from './state';
import { isOwn, isUntouched } from './untouched';

interface KoaContext extends RoutedContext {
  readonly request: RoutedContext['request'] & { body?: unknown };
  readonly response: object;
  readonly disableBodyParser?: boolean;
}

type Handle = (context: KoaContext, next?: () => Promise<unknown>) => Promise<unknown>;

export interface KoaApplication {
  readonly middleware: readonly KoaMiddleware[];
  readonly ctxStorage?: unknown;
  readonly proxy: boolean;
  readonly context: object;
  readonly request: object;
  readonly response: object;
  callback(): RequestListener;
  compose(middleware: readonly KoaMiddleware[]): Handle;
  createContext(request: object, response: object): KoaContext;
  handleRequest(context: KoaContext, handle: Handle): unknown;
}

/** What stands between an application and its handlers. */
interface Around {
  readonly bodies: readonly KoaMiddleware[];
  readonly bound: Bound;
}

/** What an application consists of that has nothing but controllers: what stands around a handler is known then. */
const plain = 'own-bodies,bodies,discovery,binder,router,allowed-methods';

/**
 * The way to a handler through Koa and what its route consists of. What is in the router is looked at once, and again when
 * something was added.
 */
export class KoaShortcut {
  /** Depending on its version, Koa leaves out what is added after the application was asked for its callback. */
  private readonly middleware: readonly KoaMiddleware[];
  private readonly router?: KoaRouter;
  private routes = -1;
  private shortened?: RequestListener;

  constructor(
    private readonly app: KoaApplication,
    private readonly method: string,
    private readonly path: string,
    private readonly bound: Bound,
    private readonly plain: PlainHandler | undefined,
  ) {
    this.middleware = [...app.middleware];
    if (isPlain(app)) this.router = this.middleware.find(one => placeOf(one) === 'router')?.router;
  }

  listener(): RequestListener | undefined {
    if (!this.router || this.app.middleware.length !== this.middleware.length) return undefined;
    if (this.router.stack.length !== this.routes) this.look(this.router);
    return this.shortened;
  }

  private look(router: KoaRouter): void {
    this.routes = router.stack.length;
    const routing = routingOf(router, this.method, this.path);
    const bodies = this.middleware.filter(one => /bodies$/.test(placeOf(one) ?? ''));
    const short = routing && listenerOf(this.app, { bodies, bound: this.bound }, routing);
    const isOurs = routing && this.plain?.isOf(routing.layer) && isUntouched(routing.layer.stack);
    const isBare = this.plain && isOurs && isOwnKoa(this.app);
    this.shortened = short && isBare ? this.plain.listener(new KoaFrame(this.app), short) : short;
  }
}

function listenerOf(app: KoaApplication, around: Around, { layer, tell }: Routing): RequestListener {
  const handler = app.compose(layer.stack);
  const routed = (context: KoaContext): Promise<unknown> => {
    tell(context);
    return handler(context);
  };
  const bodies = app.compose(around.bodies);
  const withBody: Handle = context => bodies(context, () => routed(context));
  const withoutBody: Handle = context => {
    // What koa-bodyparser leaves behind where there is no body.
    if (!context.disableBodyParser) context.request.body ??= {};
    return routed(context);
  };
  return (request, response) => {
    Object.assign(stateOf(request), around.bound);
    const context = app.createContext(request, response);
    app.handleRequest(context, mayHaveBody(request) ? withBody : withoutBody);
  };
}

/** What of a context or a response of Koa has a say in how a result is sent. */
const sending = [
  ...['respond', 'body', 'status', 'message', 'type', 'length', 'set', 'get', 'has', 'remove', 'writable', 'method'],
  ...['header', 'headers', 'headerSent'],
];
/** What of a context or a request of Koa has a say in what is known of addresses, while no proxy is trusted. */
const addresses = ['ip', 'ips', 'secure', 'protocol', 'socket'];

/** What makes contexts, what knows of addresses and what sends results is Koa's own. */
function isOwnKoa(app: KoaApplication): boolean {
  const own = classOf(app)?.prototype;
  const has = (made: object, names: readonly string[]): boolean => names.some(name => Object.hasOwn(made, name));
  if (has(app.context, [...sending, ...addresses]) || has(app.response, sending) || has(app.request, addresses)) return false;
  return app.createContext === own?.createContext && isOwn(app.handleRequest, /\bfnMiddleware\(ctx\)/);
}

/** koa-bodyparser reads the body of a GET too, and of the type JSON it reads one where there is none. */
function mayHaveBody({ method, headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': coding, 'content-type': type } = headers;
  return method !== 'GET' || length !== undefined || coding !== undefined || type !== undefined;
}

/** Whether Koa would do what it does by itself, with nothing but the controllers. */
function isPlain(app: KoaApplication): boolean {
  const Koa = classOf(app);
  const isKoas = Koa && app.callback === Koa.prototype.callback && app.compose === new Koa().compose;
  return Boolean(isKoas) && !app.ctxStorage && app.middleware.map(placeOf).join() === plain;
}

/** Koa's own class, whatever the application has made of it. */
function classOf(app: object): (new () => KoaApplication) | undefined {
  for (let one = Object.getPrototypeOf(app); one; one = Object.getPrototypeOf(one))
    if (Object.getPrototypeOf(one) === EventEmitter.prototype) return one.constructor;
  return undefined;
}
