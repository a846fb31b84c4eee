import { getMetadataArgsStorage, type RoutingControllersOptions } from 'routing-controllers';
import type { ProtectedApplication } from '../resource/protected-application';
import type { AuthorizationServer } from '../server';
import { applicationMiddlewares, binderFor } from './binder';
import { checkers } from './checkers';
import { registerControllers } from './container';
import { type MadeControllers, madeControllers } from './made-controllers';
import type { Class } from './metadata';
import { hookMetadata } from './metadata-hooks';
import { type MountOptions, mount } from './mounting';
import { OAuthController } from './oauth-controller';
import { resourcesOf } from './resources';
import type { WellKnownDocument } from './well-known';
import { resourceDocuments, serverDocument } from './well-known-documents';

/** What an application is routed for. */
export interface Routing {
  readonly application: ProtectedApplication;
  readonly server?: AuthorizationServer;
  readonly endpoint: MountOptions['endpoint'];
  /** Makes the controllers of the admin pages. */
  readonly admin?: (routePrefix: string) => MadeControllers;
}

export interface Routed {
  readonly options: RoutingControllersOptions;
  readonly binder: Class;
  /** The metadata of its resources. */
  readonly documents: readonly WellKnownDocument[];
}

/** The application's own options with what guards and endpoints need, and the middleware that tells each request where it came in. */
export function routingOptions({ application, server, endpoint, admin }: Routing, mine: RoutingControllersOptions): Routed {
  // To routing-controllers an empty list means all that there are, as none does.
  const controllers = mine.controllers?.length ? classesOnly(mine.controllers) : applicationControllers();
  const routePrefix = withSlash(mine.routePrefix);
  registerControllers(controllers);
  if (server) for (const one of controllers) hookMetadata(server.endpoints.metadata, one);
  const endpoints = mount(application, controllers, {
    ...{ routePrefix, endpoint },
    ownAuthorizationChecker: mine.authorizationChecker !== undefined,
    ownCurrentUserChecker: mine.currentUserChecker !== undefined,
  });
  const own = admin?.(routePrefix) ?? { controllers: [], paths: [] };
  const resources = resourcesOf(application, controllers, routePrefix);
  const named = [application.resource, ...resources.values()].filter(one => one !== undefined);
  const documents = resourceDocuments(application, named);
  const all = server ? [serverDocument(server), ...documents] : documents;
  const binder = binderFor({ application, server, resources }, [...endpoints, ...own.paths], all);
  const middlewares = [binder, ...((mine.middlewares?.length ? mine.middlewares : applicationMiddlewares()) as Class[])];
  // Otherwise the framework tells the stack of an error to the client.
  return {
    binder,
    documents,
    options: {
      development: false,
      ...mine,
      ...checkers(mine),
      routePrefix,
      controllers: [...controllers, ...own.controllers],
      middlewares,
    },
  };
}

/** When none is named, routing-controllers takes every controller there is; ours would be a surprise then. */
function applicationControllers(): Class[] {
  return getMetadataArgsStorage()
    .controllers.map(one => one.target)
    .filter(target => target !== OAuthController && !madeControllers.has(target));
}

/** Routes get the slash from routing-controllers, but global middleware does not, and would not run. */
function withSlash(routePrefix = ''): string {
  return routePrefix === '' || routePrefix.startsWith('/') ? routePrefix : `/${routePrefix}`;
}

function classesOnly(controllers: readonly (Class | string)[]): Class[] {
  return controllers.map(one => {
    if (typeof one === 'function') return one;
    throw new TypeError(
      `server.options() was given the controllers ${JSON.stringify(one)} by path; import the classes and pass them, so that their guards can be checked before the start.`,
    );
  });
}
