import { ExpressDriver, KoaDriver } from 'routing-controllers';
import type { OAuthResponse } from '../core/http';
import { localTarget } from '../core/request';
import type { Exchange } from './exchange';
import { exchangeOf } from './exchange-of';
import { mayPass } from './may-pass';
import type { Class } from './metadata';
import { place } from './placed';

/** For Express it is called with (request, response, next), for Koa with (context, next). */
export type Discovery = (requestOrContext: object, responseOrNext: object, next?: object) => unknown;

/** A document at well-known places of the origin (RFC 8615). */
export interface WellKnownDocument {
  readonly places: ReadonlySet<string>;
  handle(exchange: Exchange): Promise<OAuthResponse>;
}

/** For the binder of each server, what answers at its well-known places. */
const answers = new WeakMap<Class, Discovery>();

/**
 * routing-controllers puts middleware and controllers below the application's routePrefix, but clients look for metadata at the
 * root of the origin (RFC 8414 section 3.1, RFC 9728 section 3). It is therefore given to the application itself, right before
 * the binder.
 */
export function answerWellKnown(binder: Class, documents: readonly WellKnownDocument[]): void {
  const answer = wellKnown(() => documents);
  place(answer, 'discovery');
  answers.set(binder, answer);
}

for (const driver of [ExpressDriver.prototype, KoaDriver.prototype]) {
  const { registerMiddleware } = driver;
  driver.registerMiddleware = function (this: typeof driver, middleware, options): void {
    const answer = answers.get(middleware.target);
    if (answer) (this.app as { use(middleware: Discovery): void }).use(answer);
    registerMiddleware.call(this, middleware, options);
  };
}

/** Middleware that answers with the documents that there are then, and leaves every other request alone. */
export function wellKnown(documents: () => readonly WellKnownDocument[]): Discovery {
  return (...args: unknown[]): unknown => {
    const exchange = exchangeOf(args);
    const isWellKnown = exchange.target.includes('/.well-known/');
    const asked = isWellKnown ? documents().find(({ places }) => isAmong(places, exchange)) : undefined;
    return asked ? answer(asked, exchange) : exchange.next();
  };
}

/** From the root of the origin; an application that is mounted below a path also answers from there on. */
function isAmong(places: ReadonlySet<string>, { target, mountPath }: Exchange): boolean {
  const path = localTarget(target).split('?', 1)[0] ?? '';
  return places.has(path) || (path.startsWith(mountPath) && places.has(path.slice(mountPath.length)));
}

async function answer(document: WellKnownDocument, exchange: Exchange): Promise<void> {
  await mayPass(exchange, () => document.handle(exchange));
}
