import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { OAuthController, type OAuthOptions, OAuthServer } from 'oauth-controllers';
import { type RoutingControllersOptions, useExpressServer, useKoaServer } from 'routing-controllers';
import { ManualClock } from './clock';
import { embedded } from './databases';
import { MemoryLogger } from './logger';
import { PhotoController } from './photos';

export type Framework = 'express4' | 'express5' | 'koa';
export const frameworks: readonly Framework[] = ['express4', 'express5', 'koa'];

/** Runs the same specs on each framework. */
export function onEachFramework(define: (framework: Framework) => void): void {
  for (const framework of frameworks) describe(`on ${framework}`, () => define(framework));
}

/** A whole application: a real server on a real port, with a database in memory. */
export interface TestApplication {
  readonly server: OAuthServer;
  readonly http: Server;
  /** The origin, without a trailing slash: `http://localhost:12345`. */
  readonly url: string;
  readonly clock: ManualClock;
  readonly log: MemoryLogger;
  close(): Promise<void>;
}

export interface TestOptions extends Partial<OAuthOptions> {
  on?: Framework;
  /** An https issuer behind a proxy: requests need `x-forwarded-proto: https`. */
  tls?: boolean;
  /** The issuer's path, for example `/tenant1`. */
  path?: string;
  /** Further routing-controllers options. */
  routing?: RoutingControllersOptions;
  /** An application of the spec's own, in place of one with nothing in it but the controllers. */
  listener?: (options: RoutingControllersOptions) => RequestListener;
}

export const secret = 'a secret with a colon : a percent % and é';
export const redirectUri = 'https://app.example/callback';

/** What startApplication starts from. */
export const defaults = {
  database: embedded,
  scopes: { 'photos:read': 'See your photos', 'photos:write': 'Add photos', 'albums:read': 'See your albums' },
  clients: [
    { clientId: 'app', name: 'Photo App', public: true, redirectUris: [redirectUri], scopes: ['photos:read', 'photos:write'] },
    { clientId: 'other', public: true, redirectUris: ['https://other.example/cb'], scopes: ['photos:read'] },
    { clientId: 'web', clientSecret: secret, redirectUris: [redirectUri], scopes: ['photos:read', 'photos:write'] },
    { clientId: 'web2', clientSecret: secret, redirectUris: [redirectUri], scopes: ['photos:read'] },
    { clientId: 'poster', clientSecret: secret, authMethod: 'client_secret_post', scopes: ['photos:read'] },
    { clientId: 'service', clientSecret: secret, scopes: ['photos:read', 'albums:read'] },
  ],
  users: [
    { username: 'ada', password: 'lovelace', claims: { role: 'admin' } },
    { username: 'grace', password: 'hopper' },
  ],
} satisfies Partial<OAuthOptions>;

/** Starts it. Options replace the defaults one by one; `controllers` default to OAuthController and the PhotoController. */
export async function startApplication(options: TestOptions = {}): Promise<TestApplication> {
  const {
    on = 'express5',
    tls = false,
    path = '',
    routing,
    listener: own,
    controllers = [OAuthController, PhotoController],
    ...rest
  } = options;
  let listener: RequestListener = (_request, response) => void response.end();
  const http = createServer((request, response) => listener(request, response));
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(http.address() as AddressInfo).port}`;
  const clock = new ManualClock();
  const log = new MemoryLogger();
  const issuer = (tls ? 'https://auth.example' : url) + path;
  let created: OAuthServer | undefined;
  // A start that is refused must leave no port open, or mocha would wait for it.
  const server = await orElse(
    async () => {
      created = await OAuthServer.create({ ...defaults, issuer, clock, logger: log, ...rest });
      const routes = created.options({ controllers, ...routing });
      listener = own ? own(routes) : listenerOf(on, tls, routes);
      return created;
    },
    async () => {
      http.close();
      await created?.close();
    },
  );
  return {
    ...{ server, http, url, clock, log },
    async close() {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
      await server.close();
    },
  };
}

async function orElse<T>(work: () => Promise<T>, cleanUp: () => Promise<void>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

function listenerOf(framework: Framework, tls: boolean, options: RoutingControllersOptions): RequestListener {
  if (framework === 'koa') {
    const app = new Koa();
    app.silent = true;
    app.proxy = tls;
    useKoaServer(app, options);
    return app.callback();
  }
  const app = framework === 'express4' ? express4() : express5();
  app.set('trust proxy', tls);
  app.set('env', 'test');
  useExpressServer(app, options);
  return app;
}
