import { getMetadataArgsStorage } from 'routing-controllers';
import { Container } from 'typedi';
import { exchangeOf } from './exchange-of';
import { readOwnBodies } from './koa-bodies';
import type { Class } from './metadata';
import { binds } from './mounted';
import { type RequestState, stateOf } from './state';
import { answerWellKnown, type WellKnownDocument } from './well-known';

/** What each request is told. */
export type Bound = Pick<RequestState, 'application' | 'server' | 'resources'>;

const binders = new WeakMap<Class, Bound>();

/**
 * A global middleware that tells each request which server it came in by, ahead of everything else: one set of controllers can
 * so serve several servers in one process.
 */
export function binderFor(bound: Bound, endpoints: readonly string[], documents: readonly WellKnownDocument[]): Class {
  class OAuthBinder {
    use(...args: unknown[]): unknown {
      const exchange = exchangeOf(args);
      Object.assign(stateOf(exchange.raw), bound);
      return exchange.next();
    }
  }
  binders.set(OAuthBinder, bound);
  getMetadataArgsStorage().middlewares.push({
    target: OAuthBinder,
    type: 'before',
    global: true,
    priority: Number.MAX_SAFE_INTEGER,
  });
  Container.set(OAuthBinder, new OAuthBinder());
  binds(OAuthBinder, bound.server);
  readOwnBodies(OAuthBinder, endpoints);
  answerWellKnown(OAuthBinder, documents);
  return OAuthBinder;
}

/** What a binder tells each request. */
export function boundBy(binder: Class | undefined): Bound | undefined {
  return binder && binders.get(binder);
}

/** Called when the server closes, so that nothing of it is kept. */
export function forgetBinder(binder: Class): void {
  const storage = getMetadataArgsStorage();
  storage.middlewares = storage.middlewares.filter(one => one.target !== binder);
  Container.remove(binder as new () => object);
}

/** The application's own global middleware: routing-controllers takes all that there is when none is named. */
export function applicationMiddlewares(): Class[] {
  return getMetadataArgsStorage()
    .middlewares.map(one => one.target)
    .filter(target => !binders.has(target));
}
