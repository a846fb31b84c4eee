import { KoaDriver } from 'routing-controllers';
import type { Class } from './metadata';
import { place } from './placed';

interface KoaContext {
  readonly method: string;
  readonly path: string;
  disableBodyParser?: boolean;
}
type KoaMiddleware = (context: KoaContext, next: () => unknown) => unknown;

/** For the binder of each server, the paths of its endpoints. */
const endpointsOf = new WeakMap<Class, ReadonlySet<string>>();

/**
 * On Koa, routing-controllers parses every body before any middleware of ours is asked, and what it cannot parse (broken JSON,
 * a form of 60 KB) is answered by Koa in plain text. RFC 6749 section 5.2 wants JSON, so an endpoint reads its body itself, as it
 * does on Express. koa-bodyparser leaves a request alone that says so; to say it in time one has to stand ahead of it.
 */
export function readOwnBodies(binder: Class, paths: readonly string[]): void {
  endpointsOf.set(binder, new Set(paths.map(comparable)));
}

const { registerMiddleware } = KoaDriver.prototype;
KoaDriver.prototype.registerMiddleware = function (this: KoaDriver, ...args): void {
  const paths = endpointsOf.get(args[0].target);
  if (paths) (this.koa as { middleware: KoaMiddleware[] }).middleware.unshift(leavingBodiesOf(paths));
  // Also the options, which the driver of Koa does not name and others that stand behind this want to see.
  registerMiddleware.apply(this, args);
};

function leavingBodiesOf(paths: ReadonlySet<string>): KoaMiddleware {
  const leave: KoaMiddleware = (context, next) => {
    const mayHaveBody = context.method !== 'GET' && context.method !== 'HEAD';
    if (mayHaveBody && paths.has(comparable(context.path))) context.disableBodyParser = true;
    return next();
  };
  place(leave, 'own-bodies');
  return leave;
}

/** Routers take `/OAuth/Token/` for `/oauth/token`. */
function comparable(path: string): string {
  return path.toLowerCase().replace(/\/$/, '');
}
