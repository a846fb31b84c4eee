import { KoaDriver } from 'routing-controllers';
import type { Class } from './metadata';

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
KoaDriver.prototype.registerMiddleware = function (this: KoaDriver, middleware): void {
  const paths = endpointsOf.get(middleware.target);
  if (paths) (this.koa as { middleware: KoaMiddleware[] }).middleware.unshift(leavingBodiesOf(paths));
  registerMiddleware.call(this, middleware);
};

function leavingBodiesOf(paths: ReadonlySet<string>): KoaMiddleware {
  return (context, next) => {
    const mayHaveBody = context.method !== 'GET' && context.method !== 'HEAD';
    if (mayHaveBody && paths.has(comparable(context.path))) context.disableBodyParser = true;
    return next();
  };
}

/** Routers take `/OAuth/Token/` for `/oauth/token`. */
function comparable(path: string): string {
  return path.toLowerCase().replace(/\/$/, '');
}
