import type { RequestListener } from 'node:http';
import { type Bound, boundBy } from './binder';
import { exactPath, pathOf } from './exact-path';
import { ExpressShortcut } from './express-shortcut';
import { isGuarded } from './guards';
import { inFrontOf } from './in-front';
import { type KoaApplication, KoaShortcut } from './koa-shortcut';
import { type Mounted, mountedIn } from './mounted';
import type { ExpressApplication } from './placed';
import { PlainHandler } from './plain-handler';

/** A way to the handler of a method and a path. */
interface Shortcut {
  /** Undefined where only the framework can know what stands in the way. */
  listener(): RequestListener | undefined;
}

type Shortcuts = ReadonlyMap<string, ReadonlyMap<string, Shortcut>>;

/** Routers answer OPTIONS and HEAD where nobody else does, and so are asked. */
const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Brings requests to protected handlers past the routes of others: a framework asks one route after the other. The guard, what
 * stands around the handler and what sends its result are those of the framework's own route; whatever else may have a say
 * in a request, or may have been added since, leaves it to the framework. A handler with nothing around it needs none.
 * @param application of Express or Koa, with its controllers mounted
 */
export function withShortcuts(application: object, listener: RequestListener): RequestListener {
  const shortcuts = shortcutsIn(mountedIn(application), application);
  if (shortcuts.size === 0) return listener;
  return inFrontOf(listener, (request, response) => {
    const shortcut = shortcuts.get(pathOf(request))?.get(request.method ?? '');
    const short = shortcut?.listener() ?? listener;
    short(request, response);
  });
}

function shortcutsIn(mounted: Mounted | undefined, application: object): Shortcuts {
  const byPath = new Map<string, Map<string, Shortcut>>();
  const bound = boundBy(mounted?.binders[0]);
  if (!mounted || !bound) return byPath;
  for (const one of mounted.actions) {
    const path = exactPath(one.route);
    const method = one.action.type.toUpperCase();
    // The metadata of the server and of its resources is at well-known places.
    if (!path || path.includes('/.well-known/') || !methods.has(method) || !isGuarded(one.action)) continue;
    const byMethod = byPath.get(path) ?? new Map<string, Shortcut>();
    byPath.set(path, byMethod);
    const plain = PlainHandler.of(one, mounted, bound);
    byMethod.set(method, shortcutTo(application, mounted.framework, { method, path, bound, plain }));
  }
  return byPath;
}

function shortcutTo(application: object, framework: Mounted['framework'], { method, path, bound, plain }: Destination): Shortcut {
  return framework === 'koa'
    ? new KoaShortcut(application as KoaApplication, method, path, bound, plain)
    : new ExpressShortcut(application as ExpressApplication, path, bound, plain);
}

interface Destination {
  readonly method: string;
  readonly path: string;
  readonly bound: Bound;
  /** Where the handler can be called and answered without its framework. */
  readonly plain?: PlainHandler;
}
