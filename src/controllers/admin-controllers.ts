import { getMetadataArgsStorage } from 'routing-controllers';
import type { Admin } from '../admin/admin';
import { type AdminOptions, type AdminSettings, adminSettings } from '../admin/options';
import { routeNames, routes } from '../admin/routes';
import { serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import { lazy } from '../core/lazy';
import type { AuthorizationServer } from '../server';
import type { Exchange } from './exchange';
import { exchangeOf } from './exchange-of';
import { type MadeControllers, madeControllers } from './made-controllers';
import type { Class } from './metadata';
import { putInFront } from './own-middleware';

const pages = lazy(() => require('../admin/admin') as typeof import('../admin/admin'));

/** The controllers of one server's admin pages: one for each application that is made from its `options()`; none without the option. */
export class AdminControllers {
  private readonly settings?: AdminSettings;
  private readonly mounted: Class[] = [];

  /** @throws TypeError for a mistake in the option */
  constructor(option: false | AdminOptions | undefined) {
    this.settings = adminSettings(option);
  }

  mount(server: AuthorizationServer, routePrefix: string): MadeControllers {
    if (!this.settings) return { controllers: [], paths: [] };
    const admin = new (pages().Admin)(server.context, this.settings, () => server.grants.types());
    const base = routePrefix + this.settings.path;
    const controller = controllerOf(server, admin, this.settings.path, base);
    this.mounted.push(controller);
    return { controllers: [controller], paths: routeNames.map(name => base + routes[name]) };
  }

  /** Called when the server closes, so that nothing of it is kept. */
  forget(): void {
    const storage = getMetadataArgsStorage();
    const gone = new Set(this.mounted.splice(0));
    storage.controllers = storage.controllers.filter(({ target }) => !gone.has(target));
    storage.actions = storage.actions.filter(({ target }) => !gone.has(target));
    storage.uses = storage.uses.filter(({ target }) => !gone.has(target));
  }
}

/** What answers is a middleware in front of each method, as with endpoints; the methods themselves are empty. */
function controllerOf(server: AuthorizationServer, admin: Admin, path: string, base: string): Class {
  class OAuthAdminController {}
  madeControllers.add(OAuthAdminController);
  const storage = getMetadataArgsStorage();
  storage.controllers.push({ type: 'default', target: OAuthAdminController, route: path, options: {} });
  for (const name of routeNames) {
    Object.defineProperty(OAuthAdminController.prototype, name, { value: () => undefined });
    const options = { transformResponse: false };
    storage.actions.push({ type: 'all', target: OAuthAdminController, method: name, route: routes[name], options });
    putInFront(OAuthAdminController, name, 'admin', async (...args: unknown[]): Promise<undefined> => {
      const exchange = exchangeOf(args);
      exchange.send(await answer(exchange, server, (request, mountPath) => admin.handle(name, request, mountPath + base)));
      return undefined;
    });
  }
  return OAuthAdminController;
}

type Handle = (request: ReturnType<Exchange['request']>, mountPath: string) => Promise<OAuthResponse>;

async function answer(exchange: Exchange, server: AuthorizationServer, handle: Handle): Promise<OAuthResponse> {
  try {
    const request = server.accept(exchange.request(server.context.settings.origin));
    return await handle(request, request.mountPath);
  } catch (error) {
    // On Express 4 a rejection that nobody handles would end the process.
    server.context.logger.error('oauth-controllers: an admin page failed', error);
    return json(500, serverError());
  }
}
