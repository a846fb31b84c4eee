import { isDeepStrictEqual } from 'node:util';
import { placeOf } from './placed';
import { siblingOf } from './sibling';

/** What a router of Koa tells those behind it. */
export interface RoutedContext {
  matched?: KoaLayer[];
  router?: KoaRouter;
  captures?: string[];
  params?: object;
  routerPath?: unknown;
  routerName?: string | null;
  _matchedRoute?: unknown;
  readonly request: { params?: object };
}

export interface KoaMiddleware {
  (context: RoutedContext, next: () => Promise<unknown>): unknown;
  readonly router?: KoaRouter;
}

export interface KoaLayer {
  readonly path: unknown;
  readonly name?: string | null;
  readonly stack: readonly KoaMiddleware[];
}

export interface KoaRouter {
  readonly stack: readonly KoaLayer[];
  match(path: string, method: string): { path: KoaLayer[]; pathAndMethod: KoaLayer[]; route: boolean };
  routes(): KoaMiddleware;
}

/** The one route that a request goes to, and what its router says of it. */
export interface Routing {
  readonly layer: KoaLayer;
  readonly tell: (context: RoutedContext) => void;
}

/** @returns undefined where a route is not alone, is not that of a handler, or is told of in another way than is known here */
export function routingOf(router: KoaRouter, method: string, path: string): Routing | undefined {
  // A regular expression may remember where it has stopped.
  if (router.stack.some(one => one.path instanceof RegExp && (one.path.global || one.path.sticky))) return undefined;
  const { path: matched, pathAndMethod } = router.match(path, method);
  const [layer, ...others] = pathAndMethod;
  if (!layer || others.length > 0 || placeOf(layer) !== 'route' || layer.name) return undefined;
  const tell = teller(router, layer, matched);
  const [ours, routers] = [tell, tellerOf(router, layer, matched)].map(one => toldBy(one, method, path));
  return isDeepStrictEqual(ours, routers) ? { layer, tell } : undefined;
}

function teller(router: KoaRouter, layer: KoaLayer, matched: readonly KoaLayer[]): (context: RoutedContext) => void {
  return context => {
    const params = {};
    context.matched = [...matched];
    context.router = router;
    context._matchedRoute = layer.path;
    context.captures = [];
    context.request.params = params;
    context.params = params;
    context.routerPath = layer.path;
    context.routerName = layer.name;
  };
}

/** The router's own, with nobody behind it. */
function tellerOf(router: KoaRouter, layer: KoaLayer, matched: readonly KoaLayer[]): (context: RoutedContext) => void {
  const alone = siblingOf(layer, { stack: [] });
  const match = () => ({ path: [...matched], pathAndMethod: [alone], route: true });
  const tell = siblingOf(router, { match }).routes();
  return context => void tell(context, () => Promise.resolve());
}

function toldBy(tell: (context: RoutedContext) => void, method: string, path: string): object {
  const context = { method, path, request: {} };
  tell(context);
  return { ...context, router: undefined };
}
