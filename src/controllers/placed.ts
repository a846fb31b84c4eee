import { type ActionMetadata, ExpressDriver, KoaDriver } from 'routing-controllers';
import type { MakeTag } from './entity-tags';
import { isBinder } from './mounted';

/** What an entry in a framework's list of middleware is for: only of those that routing-controllers or we have put there. */
export type Place = 'binder' | 'route' | 'router' | 'allowed-methods' | 'bodies' | 'own-bodies' | 'discovery';

/** A layer of Express's router; of Express 4 and 5 alike. */
export interface ExpressLayer {
  readonly name: string;
  readonly handle: object;
  readonly route?: ExpressRoute;
  match(path: string): unknown;
}

export interface ExpressRoute {
  readonly path: unknown;
  readonly methods: Readonly<Record<string, unknown>>;
  readonly stack: readonly { readonly handle: unknown }[];
}

export interface ExpressRouter {
  readonly stack: readonly ExpressLayer[];
}

/** Those that have a say in how a result is sent. */
export interface ExpressSettings {
  readonly 'json replacer'?: (key: string, value: unknown) => unknown;
  readonly 'json spaces'?: string | number;
  readonly 'json escape'?: boolean;
  readonly 'etag fn'?: MakeTag;
  readonly 'x-powered-by'?: boolean;
  readonly 'trust proxy'?: unknown;
}

export interface ExpressApplication {
  /** That of Express 4, where reading `router` throws. */
  readonly _router?: ExpressRouter;
  readonly router?: ExpressRouter;
  readonly settings: ExpressSettings;
  readonly handle: unknown;
  readonly request: object;
  readonly response: { readonly json: unknown; readonly send: unknown };
}

const places = new WeakMap<object, Place>();
const actions = new WeakMap<object, ActionMetadata>();

/** Tells what an entry is for. It stays what it was said to be first. */
export function place(entry: object | undefined, as: Place): void {
  if (entry && !places.has(entry)) places.set(entry, as);
}

/** Undefined for what the application has put there itself, and for what nobody knows. */
export function placeOf(entry: object): Place | undefined {
  return places.get(entry);
}

/** Whether the layer of a router is the one that routing-controllers has made for an action. */
export function isLayerOf(layer: object, action: ActionMetadata): boolean {
  return actions.get(layer) === action;
}

/** Express 4 makes its router when something is put into it; a router by itself, which routing-controllers takes too, has none. */
export function routerOf(app: ExpressApplication): ExpressRouter | undefined {
  return 'lazyrouter' in app ? app._router : app.router;
}

/** What routing-controllers adds comes last: middleware of ours is added on the way to it. */
function placing(list: () => readonly object[], as: readonly Place[], work: () => void): void {
  const before = list().length;
  work();
  const entries = list();
  if (entries.length - before >= as.length) for (const [index, one] of as.entries()) place(entries.at(index - as.length), one);
}

type Call = (...args: unknown[]) => void;
type Lists = (driver: { app: unknown; router?: unknown }) => {
  middleware: () => readonly object[];
  routes: () => readonly object[];
};

const listsOfExpress: Lists = ({ app }) => {
  const stack = (): readonly object[] => routerOf(app as ExpressApplication)?.stack ?? [];
  return { middleware: stack, routes: stack };
};
const listsOfKoa: Lists = ({ app, router }) => ({
  middleware: () => (app as { middleware: object[] }).middleware,
  routes: () => (router as { stack: object[] }).stack,
});

for (const [driver, lists] of [
  [ExpressDriver.prototype, listsOfExpress],
  [KoaDriver.prototype, listsOfKoa],
] as const) {
  const { registerMiddleware, registerAction } = driver as unknown as Record<string, Call>;
  Object.assign(driver, {
    registerMiddleware(this: ExpressDriver | KoaDriver, ...args: Parameters<ExpressDriver['registerMiddleware']>): void {
      const as: Place[] = isBinder(args[0].target) ? ['binder'] : [];
      placing(lists(this).middleware, as, () => registerMiddleware?.apply(this, args));
    },
    registerAction(this: ExpressDriver | KoaDriver, ...args: Parameters<ExpressDriver['registerAction']>): void {
      const { routes } = lists(this);
      const before = routes().length;
      placing(routes, ['route'], () => registerAction?.apply(this, args));
      const layer = routes().at(-1);
      if (layer && routes().length > before) actions.set(layer, args[0]);
    },
  });
}

const { initialize, registerRoutes } = KoaDriver.prototype;
KoaDriver.prototype.initialize = function (this: KoaDriver): void {
  placing(listsOfKoa(this).middleware, ['bodies'], () => initialize.call(this));
};
KoaDriver.prototype.registerRoutes = function (this: KoaDriver): void {
  placing(listsOfKoa(this).middleware, ['router', 'allowed-methods'], () => registerRoutes.call(this));
};
