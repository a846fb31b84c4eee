import { createServer, type RequestListener, type Server } from 'node:http';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { createResourceServer, type ResourceServer, type ResourceServerOptions } from 'oauth-controllers/resource';
import { type RoutingControllersOptions, useExpressServer, useKoaServer } from 'routing-controllers';
import type { Framework } from './application';
import { ManualClock } from './clock';
import { portOf } from './controllers';
import { TestIssuer } from './issuer';
import { MemoryLogger } from './logger';
import { PhotoController } from './photos';

/** A resource server on a real port, and the authorization server that it trusts on another. */
export interface TestResource {
  readonly issuer: TestIssuer;
  readonly api: ResourceServer;
  readonly url: string;
  readonly clock: ManualClock;
  readonly log: MemoryLogger;
  /** A request with an access token in its header. */
  get(token?: string, path?: string): Promise<Response>;
  close(): Promise<void>;
}

export interface TestResourceOptions extends Partial<ResourceServerOptions> {
  on?: Framework;
  routing?: RoutingControllersOptions;
  /** Changes the authorization server before the resource server asks it for the first time. */
  prepare?: (issuer: TestIssuer) => unknown;
  issuerPath?: string;
}

export const resource = 'https://photos.example';

export async function startResource(given: TestResourceOptions = {}): Promise<TestResource> {
  const { on = 'express5', routing, prepare, issuerPath, ...options } = given;
  const [clock, log] = [new ManualClock(), new MemoryLogger()];
  const issuer = await TestIssuer.start(clock, issuerPath);
  await prepare?.(issuer);
  const settings = { issuer: issuer.url, resource, sslOnly: false, clock, logger: log, ...options };
  const api = await createResourceServer(settings).catch(async error => {
    await issuer.close();
    throw error;
  });
  const http = await listening(listenerOf(on, api.options({ controllers: [PhotoController], ...routing })));
  const url = `http://localhost:${portOf(http)}`;
  return {
    ...{ issuer, api, url, clock, log },
    get: (token, path = '/photos') =>
      fetch(`${url}${path}`, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }),
    async close() {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
      await api.close();
      await issuer.close();
    },
  };
}

/** The error code in the challenge. */
export function errorOf(response: Response): string | undefined {
  return /error="(\w+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1];
}

async function listening(listener: RequestListener): Promise<Server> {
  const http = createServer(listener);
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return http;
}

function listenerOf(on: Framework, options: RoutingControllersOptions): RequestListener {
  if (on === 'koa') {
    const app = new Koa();
    app.silent = true;
    useKoaServer(app, options);
    return app.callback();
  }
  const app = on === 'express4' ? express4() : express5();
  useExpressServer(app.set('env', 'test'), options);
  return app;
}
