import type { RequestListener } from 'node:http';
import type { Bound } from './binder';
import { ExpressFrame } from './express-frame';
import { isOwnExpress } from './own-express';
import { type ExpressApplication, type ExpressLayer, type ExpressRouter, placeOf, routerOf } from './placed';
import type { PlainHandler } from './plain-handler';
import { siblingOf } from './sibling';
import { stateOf } from './state';
import { isOwn, isUntouched } from './untouched';

/**
 * The way to a handler through Express and a router that is the application's own but for the layers which it would pass by:
 * those are left out beforehand. What is in a router is looked at once, and again when something was added or taken away.
 */
export class ExpressShortcut {
  private stack?: readonly ExpressLayer[];
  private length = 0;
  private shortened?: RequestListener;

  constructor(
    private readonly app: ExpressApplication,
    private readonly path: string,
    private readonly bound: Bound,
    private readonly plain: PlainHandler | undefined,
  ) {}

  listener(): RequestListener | undefined {
    const stack = routerOf(this.app)?.stack;
    if (stack !== this.stack || stack?.length !== this.length) this.look();
    return this.shortened;
  }

  private look(): void {
    const router = routerOf(this.app);
    this.stack = router?.stack;
    this.length = router?.stack.length ?? 0;
    // Express 5 begins its router with nothing: what is called so there is the application's.
    const stack = router && layersFor(this.path, router.stack, 'lazyrouter' in this.app ? begins : []);
    const short = stack && listenerOf(this.app, siblingOf(router, { stack }), this.bound);
    const isBare = this.plain && stack && isRouteUntouched(stack, this.path, this.plain) && isOwnExpress(this.app);
    this.shortened = short && isBare ? this.plain.listener(new ExpressFrame(this.app), short) : short;
  }
}

/** @returns undefined where something may have a say of which nobody knows what it says */
function layersFor(path: string, stack: readonly ExpressLayer[], first: readonly string[]): ExpressLayer[] | undefined {
  const asked = stack.filter(layer => !layer.route || mayMatch(layer, path));
  const binders = asked.filter(layer => placeOf(layer) === 'binder');
  const [binder] = binders;
  // Below a prefix it tells nothing to those that are elsewhere.
  const isOurs = binders.length === 1 && Boolean(binder?.match(path));
  const isBoundFirst = isOurs && asked.findIndex(isRoute) > asked.indexOf(binder as ExpressLayer);
  const kept = asked.filter(layer => isRoute(layer) || first.includes(layer.name));
  const isKnown = asked.every((layer, index) => isRoute(layer) || isSilent(layer) || layer.name === first[index]);
  if (!isBoundFirst || !isKnown) return undefined;
  // For a router with nobody behind the handler the end is another turn of the event loop away; so the last one stays.
  return [...kept, ...stack.slice(-1).filter(layer => !asked.includes(layer))];
}

/** What Express 4 puts into its router by itself when it makes it. */
const begins: readonly string[] = ['query', 'expressInit'];

const isRoute = (layer: ExpressLayer): boolean => placeOf(layer) === 'route';

/** Not asked: what the binder says is said before, and the metadata is elsewhere. */
const isSilent = (layer: ExpressLayer): boolean => placeOf(layer) === 'binder' || placeOf(layer.handle) === 'discovery';

/** A regular expression may remember where it has stopped, so it is asked each time. */
function mayMatch(layer: ExpressLayer, path: string): boolean {
  return typeof layer.route?.path !== 'string' || Boolean(layer.match(path));
}

/** Whether the route of the handler is the only one that is left, as Express and routing-controllers have made it. */
function isRouteUntouched(stack: readonly ExpressLayer[], path: string, plain: PlainHandler): boolean {
  const asked = stack.filter(layer => isRoute(layer) && mayMatch(layer, path));
  const [layer, ...others] = asked.filter(({ route }) => route?.methods.get || route?.methods._all);
  const handlers = layer?.route?.stack.map(({ handle }) => handle) ?? [];
  if (!layer || others.length > 0 || !plain.isOf(layer)) return false;
  return isDispatch(layer.handle) && isUntouched(handlers);
}

/** What hands a request to a route: Express 4 binds it, and other things that are bound have other names. */
function isDispatch(handle: object | undefined): boolean {
  const isBound = typeof handle === 'function' && handle.name === 'bound dispatch' && isOwn(handle, /\[native code\]/);
  return isBound || isOwn(handle, /\broute\.dispatch\(/);
}

/** All but the router is the application's; what its binder would say, the request is told at once. */
function listenerOf(app: ExpressApplication, router: ExpressRouter, bound: Bound): RequestListener {
  const name = routerOf(app) === app._router ? '_router' : 'router';
  const own = Object.create(app, { [name]: { value: router } }) as { readonly handle: RequestListener };
  return (request, response) => {
    Object.assign(stateOf(request), bound);
    own.handle(request, response);
  };
}
