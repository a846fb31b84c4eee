import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a client publishes its keys. */
export interface KeyServer {
  readonly url: string;
  readonly port: number;
  /** How often it was asked so far. */
  fetches: number;
  /** How it answers from now on. */
  answer: RequestListener;
  /** Publishes these from now on, with these headers. */
  publish(keys: readonly object[], headers?: Record<string, string>): void;
  close(): Promise<void>;
}

export async function startKeyServer(): Promise<KeyServer> {
  const http = createServer((request, response) => {
    server.fetches++;
    server.answer(request, response);
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: KeyServer = {
    ...{ port, url: `http://localhost:${port}/jwks`, fetches: 0 },
    answer: (_request, response) => void response.writeHead(404).end(),
    publish(keys, headers = {}) {
      const type = { 'content-type': 'application/json' };
      server.answer = (_request, response) => void response.writeHead(200, { ...type, ...headers }).end(JSON.stringify({ keys }));
    },
    async close() {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
    },
  };
  return server;
}
