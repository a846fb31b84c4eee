import http from 'node:http';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { createServer, OAuthController, type OAuthOptions, OAuthServer } from 'oauth-controllers';
import { type RoutingControllersOptions, useExpressServer, useKoaServer } from 'routing-controllers';
import { defaults, type Framework } from '../../support/application';
import { portOf } from '../../support/controllers';
import { post } from '../../support/flow';
import { MemoryLogger } from '../../support/logger';
import { Others, Photos, Told } from './handlers';
import { Results } from './results';

export type Application = express5.Express & Koa;

/** One application behind two servers: the one that createServer() makes, and that of Node, which knows no way but through it. */
export interface Site {
  readonly app: Application;
  readonly url: string;
  readonly ports: { readonly ahead: number; readonly framework: number };
  token(scope?: string): Promise<string>;
  close(): Promise<void>;
}

export interface SiteOptions {
  readonly routing?: RoutingControllersOptions;
  readonly oauth?: Partial<OAuthOptions>;
  readonly make?: () => object;
  /** What the application does before its controllers are mounted, and after it. */
  readonly before?: (app: Application) => void;
  readonly after?: (app: Application, server: OAuthServer) => void;
  /** What is done with each of the two servers. */
  readonly served?: (server: http.Server) => void;
}

export function mount(on: Framework, app: object, routes: RoutingControllersOptions): void {
  if (on === 'koa') useKoaServer(app, routes);
  else useExpressServer(app, routes);
}

export async function startSite(on: Framework, options: SiteOptions = {}): Promise<Site> {
  const issuer = 'http://localhost:3000';
  const server = await OAuthServer.create({ ...defaults, issuer, logger: new MemoryLogger(), ...options.oauth });
  const app = applicationOn(on, options.make);
  options.before?.(app);
  const routes = server.options({ controllers: [OAuthController, Photos, Others, Results, Told], ...options.routing });
  mount(on, app, routes);
  options.after?.(app, server);
  const servers = [createServer(app), http.createServer(on === 'koa' ? app.callback() : app)];
  for (const one of servers) {
    options.served?.(one);
    await new Promise<void>(resolve => one.listen(0, '127.0.0.1', resolve));
  }
  const [ahead = 0, framework = 0] = servers.map(portOf);
  const url = `http://127.0.0.1:${ahead}`;
  return {
    ...{ app, url, ports: { ahead, framework } },
    async token(scope = 'photos:read') {
      const path = `${options.routing?.routePrefix ?? ''}/oauth/token`;
      return (await post({ url }, { grant_type: 'client_credentials', scope }, { basic: 'service', path })).body.access_token;
    },
    async close() {
      for (const one of servers) {
        one.closeAllConnections();
        await new Promise(resolve => one.close(resolve));
      }
      await server.close();
    },
  };
}

function applicationOn(on: Framework, make?: () => object): Application {
  if (on === 'koa') return Object.assign(make?.() ?? new Koa(), { silent: true }) as Application;
  const app = on === 'express4' ? express4() : express5();
  return app.set('env', 'test') as unknown as Application;
}

interface Layer {
  readonly route?: { readonly path: string };
  readonly path?: string;
  match(path: string): unknown;
}

/** The routes of an application, as its framework keeps them. */
export function layersOf(app: Application): Layer[] {
  const { _router, middleware } = app as unknown as {
    _router?: { stack: Layer[] };
    middleware?: { router?: { stack: Layer[] } }[];
  };
  return (
    middleware?.find(one => one.router)?.router?.stack ?? _router?.stack ?? (app.router as unknown as { stack: Layer[] }).stack
  );
}

/** How often the framework asks the routes of other paths whether a request is theirs; the last of all does not count. */
export function countingOthers(app: Application, path: string): () => number {
  let count = 0;
  for (const layer of layersOf(app).slice(0, -1)) {
    const { match } = layer;
    const route = 'paramNames' in layer ? layer.path : layer.route?.path;
    if (route === undefined || String(route).replace(/\/$/, '') === path) continue;
    layer.match = function (this: Layer, asked: string): unknown {
      count++;
      return match.call(this, asked);
    };
  }
  return () => {
    const counted = count;
    count = 0;
    return counted;
  };
}
