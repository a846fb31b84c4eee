import {
  ActionMetadata,
  ExpressDriver,
  getMetadataArgsStorage,
  KoaDriver,
  type MiddlewareMetadata,
  type RoutingControllersOptions,
} from 'routing-controllers';
import type { AuthorizationServer } from '../server';
import { directly, type Execute } from './direct-execution';
import type { Class } from './metadata';

export interface MountedAction {
  readonly action: ActionMetadata;
  /** The route as the framework's router got it. */
  readonly route: string | RegExp;
  readonly driver: ExpressDriver | KoaDriver;
}

/** What routing-controllers has put into an application. */
export interface Mounted {
  readonly framework: 'express' | 'koa';
  /** The binders of servers in it. */
  readonly binders: Class[];
  readonly actions: MountedAction[];
  /** Whether middleware of the application's own, which is given to routing-controllers, runs before or after its handlers. */
  before: boolean;
  after: boolean;
  interceptors: boolean;
}

type Driver = ExpressDriver | KoaDriver;

const servers = new WeakMap<Class, AuthorizationServer | undefined>();
/** Those of which it is known that no interceptor of the application's sees what handlers return. */
const unobserved = new WeakSet<Driver>();
const applications = new WeakMap<object, Mounted>();

/** Tells whose endpoints the requests reach that a binder has seen; a resource server has none. */
export function binds(binder: Class, server: AuthorizationServer | undefined): void {
  servers.set(binder, server);
}

export function serverBoundBy(binder: Class | undefined): AuthorizationServer | undefined {
  return binder && servers.get(binder);
}

export function isBinder(middleware: Class): boolean {
  return servers.has(middleware);
}

/** @param application of Express or Koa */
export function mountedIn(application: object): Mounted | undefined {
  return applications.get(application);
}

// What is in an application is known for certain only to the driver that puts it there: options can be changed after `options()`.
for (const driver of [ExpressDriver.prototype, KoaDriver.prototype]) {
  const { registerMiddleware, registerAction } = driver;
  driver.registerMiddleware = function (this: Driver, middleware: MiddlewareMetadata, options: RoutingControllersOptions): void {
    recordMiddleware(this, middleware, options);
    (registerMiddleware as (...args: unknown[]) => void).call(this, middleware, options);
  };
  driver.registerAction = function (this: Driver, action: ActionMetadata, execute: Execute): void {
    mountedBy(this).actions.push({
      action,
      driver: this,
      route: ActionMetadata.appendBaseRoute(this.routePrefix, action.fullRoute),
    });
    const executed = unobserved.has(this) ? directly(this, action, execute) : execute;
    (registerAction as (...args: unknown[]) => void).call(this, action, executed);
  };
}

function mountedBy(driver: Driver): Mounted {
  const application = driver.app as object;
  const known = applications.get(application);
  if (known) return known;
  const framework = driver instanceof KoaDriver ? 'koa' : 'express';
  const before = Boolean(driver.cors);
  const made: Mounted = { framework, binders: [], actions: [], before, after: false, interceptors: false };
  applications.set(application, made);
  return made;
}

function recordMiddleware(driver: Driver, middleware: MiddlewareMetadata, { interceptors }: RoutingControllersOptions): void {
  const mounted = mountedBy(driver);
  // Without a list, routing-controllers takes all that there are.
  const observed = (interceptors?.length ? interceptors : getMetadataArgsStorage().interceptors).length > 0;
  if (observed) mounted.interceptors = true;
  else unobserved.add(driver);
  if (isBinder(middleware.target)) mounted.binders.push(middleware.target);
  else mounted[middleware.type === 'after' ? 'after' : 'before'] = true;
}
