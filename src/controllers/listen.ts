import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import {
  getFromContainer,
  type RoutingControllersOptions,
  useContainer,
  useExpressServer,
  useKoaServer,
} from 'routing-controllers';
import { Container } from 'typedi';
import { withCompiledEndpoints } from './compiled-listener';
import { createServer } from './create-server';
import { withShortcuts } from './shortcuts';

export type Framework = 'express' | 'koa';

export interface ListenOptions {
  readonly framework: Framework;
  readonly trustProxy: boolean | number | string[];
  readonly controllers: RoutingControllersOptions;
}

interface ExpressApplication extends RequestListener {
  disable(setting: string): void;
  set(setting: string, value: unknown): void;
}

interface KoaApplication {
  proxy: boolean;
  maxIpsCount: number;
  callback(): RequestListener;
  on(event: 'error', listener: (error: unknown) => void): void;
}

/** An application of its own, with nothing in it but the controllers. */
export function application(options: ListenOptions): RequestListener {
  useTypedi();
  return options.framework === 'koa' ? koaApplication(options) : expressApplication(options);
}

function expressApplication({ trustProxy, controllers }: ListenOptions): RequestListener {
  const app = load('express', () => require('express') as () => ExpressApplication)();
  app.disable('x-powered-by');
  app.set('trust proxy', trustProxy);
  useExpressServer(app, controllers);
  return withCompiledEndpoints(app, withShortcuts(app, app), Boolean(trustProxy));
}

function koaApplication({ trustProxy, controllers }: ListenOptions): RequestListener {
  const Koa = load('koa', () => require('koa') as new () => KoaApplication);
  const app = new Koa();
  refuseAddresses('koa', trustProxy);
  // Zero proxies are none; to Koa a limit of zero would mean no limit. Of anything else none is believed.
  app.proxy = trustProxy === true || (typeof trustProxy === 'number' && trustProxy > 0);
  // Koa counts from the right, as proxies add to the header: a client cannot choose what is trusted.
  app.maxIpsCount = typeof trustProxy === 'number' ? trustProxy : 1;
  useKoaServer(app, controllers);
  return withCompiledEndpoints(app, withShortcuts(app, app.callback()), app.proxy);
}

/** @throws TypeError for addresses of proxies on Koa */
export function refuseAddresses(framework: Framework | undefined, trustProxy: unknown): void {
  if (framework !== 'koa' || !Array.isArray(trustProxy)) return;
  throw new TypeError('trustProxy has addresses, which Koa cannot check; give the number of proxies, for example trustProxy: 1.');
}

/** @throws TypeError that says what to install */
function load<T>(framework: Framework, loader: () => T): T {
  try {
    return loader();
  } catch (cause) {
    throw new TypeError(`listen() needs ${framework}, which is not installed; run: npm install ${framework}`, { cause });
  }
}

/** Controllers come out of TypeDI when the application has not chosen a container itself. */
function useTypedi(): void {
  class Probe {}
  try {
    // The framework's own container makes anything; one of the application's answers with an error or with something else.
    if (!(getFromContainer(Probe) instanceof Probe) || Container.has(Probe)) return;
  } catch {
    return;
  }
  const known = <T>(type: new (...args: never[]) => T): T | undefined =>
    Container.has(type as never) ? Container.get<T>(type as never) : undefined;
  useContainer({ get: known as never }, { fallback: true });
}

/** The open connections of each server: node:http tells only those that have carried a request. */
const connections = new WeakMap<Server, Set<Socket>>();

/** @throws the error of node:http, for example when the port is taken */
export function listenOn(listener: RequestListener, port: number, host: string | undefined): Promise<Server> {
  const server = createServer(listener);
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

/** How long answers under way may take, in milliseconds: less than what supervisors wait before they kill. */
const graceful = 5000;

/** Stops taking connections and waits for the answers under way, though not for ever. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    // An answer that is sent leaves its connection idle, which node:http would keep until its keep-alive time is over.
    const sweep = setInterval(() => closeQuiet(server), 100);
    const end = setTimeout(() => server.closeAllConnections(), graceful);
    server.close(error => {
      clearInterval(sweep);
      clearTimeout(end);
      if (error) reject(error);
      else resolve();
    });
    closeQuiet(server);
  });
}

/** Connections between two requests, and those that a browser has opened ahead of time and never used. */
function closeQuiet(server: Server): void {
  server.closeIdleConnections();
  for (const socket of connections.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
}
