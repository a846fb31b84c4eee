// A process of the rotation run: one of the issuer's, or the resource server, which knows nothing but the issuer's address.
import cluster from 'node:cluster';
import { createServer, type RequestListener } from 'node:http';
import express from 'express';
import { OAuthController, OAuthServer } from 'oauth-controllers';
import { createResourceServer } from 'oauth-controllers/resource';
import { useExpressServer } from 'routing-controllers';
import type { DataSourceOptions } from 'typeorm';
import { PhotoController } from '../support/photos';
import { FastClock } from './fast-clock';

export interface RotationOptions {
  readonly role: 'issuer' | 'resource';
  readonly port: number;
  readonly issuer: string;
  readonly resource: string;
  readonly processes: number;
  readonly database: DataSourceOptions;
  readonly clock: { readonly origin: number; readonly factor: number };
}

const options = JSON.parse(process.env.ROTATION ?? '{}') as RotationOptions;
const { issuer, resource, port, processes } = options;
const clock = new FastClock(options.clock.origin, options.clock.factor);
const scopes = { 'photos:read': 'See your photos', 'photos:write': 'Add photos', 'albums:read': 'See your albums' };
const encryptWith = 'the key of the operator of the rotation run';

/** How often the published keys were fetched from this process. */
let fetches = 0;

async function serveIssuer(): Promise<void> {
  const server = await OAuthServer.create({
    ...{ issuer, database: options.database, scopes, clock, cleanup: false },
    clients: [{ clientId: 'load', clientSecret: 'load', scopes: ['photos:read'] }],
    tokens: { accessToken: '2h' },
    resources: { [resource]: { scopes: ['photos:read'], format: 'jwt' } },
    keys: { encryptWith, rotate: false },
    limits: false,
    logger: { ...console, debug() {}, info() {}, warn() {} },
  });
  const app = express();
  useExpressServer(app, server.options({ controllers: [OAuthController] }));
  await listen((request, response) => {
    if (request.url?.startsWith('/oauth/jwks')) fetches++;
    app(request, response);
  });
  process.on('message', message => {
    if (message === 'rotate') void server.keys.rotate().then(() => process.send?.({ rotated: true }));
    if (message === 'fetches') process.send?.({ fetches });
  });
}

async function serveResource(): Promise<void> {
  const api = await createResourceServer({ issuer, resource, clock, sslOnly: false });
  const app = express();
  useExpressServer(app, api.options({ controllers: [PhotoController] }));
  await listen(app);
}

function listen(listener: RequestListener): Promise<void> {
  return new Promise(resolve => createServer(listener).listen(port, '127.0.0.1', resolve));
}

/** The issuer's processes share one port. Each message to the first goes on to one of them, the answers back. */
function lead(): void {
  const workers = Array.from({ length: processes }, () => cluster.fork());
  let ready = 0;
  let turn = 0;
  for (const worker of workers)
    worker.on('message', (message: object) => {
      if ('ready' in message && ++ready === workers.length) process.send?.({ ready: true });
      else if (!('ready' in message)) process.send?.(message);
    });
  process.on('message', message => {
    if (message === 'fetches') for (const worker of workers) worker.send(message);
    else workers[turn++ % workers.length]?.send(message as string);
  });
}

async function main(): Promise<void> {
  if (options.role === 'issuer' && cluster.isPrimary) return lead();
  await (options.role === 'issuer' ? serveIssuer() : serveResource());
  process.send?.({ ready: true });
}

process.on('disconnect', () => process.exit());
void main();
