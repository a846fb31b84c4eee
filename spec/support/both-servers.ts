import { createServer as plain, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import express5, { type Express } from 'express';
import express4 from 'express4';
import { createServer } from 'oauth-controllers';
import { portOf } from './controllers';

export const expresses = { express4, express5 } as const;
export type Make = typeof express5;

/** The same application twice: behind http.createServer() and behind ours. */
export interface BothServers {
  /**
   * Sends bytes to both, on a connection each, and expects the same answer.
   * @returns what came back until the server closed the connection
   */
  same(bytes: string): Promise<string>;
  close(): void;
}

/**
 * @param build makes the application
 * @param attach is called when it has its server
 */
export async function bothServers(
  make: Make,
  build: (app: Express, express: Make) => void,
  attach = nothing,
): Promise<BothServers> {
  const start = async (create: (app: RequestListener) => Server): Promise<Server> => {
    const app = make().set('env', 'test').disable('x-powered-by');
    build(app, make);
    const http = create(app);
    attach(http, app);
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    return http;
  };
  const servers = [await start(app => plain(app)), await start(app => createServer(app))];
  return {
    async same(bytes) {
      const [theirs, ours] = await Promise.all(servers.map(http => exchangeBytes(portOf(http), bytes)));
      expect(ours).to.equal(theirs);
      return ours ?? '';
    },
    close() {
      for (const http of servers) http.close().closeAllConnections();
    },
  };
}

const nothing = (_http: Server, _app: Express): void => undefined;

/** A request that closes its connection, with these lines in front of the empty one. */
export const request = (start: string, ...headers: string[]): string =>
  [`${start} HTTP/1.1`, 'Host: photos.example', ...headers, '', ''].join('\r\n');
export const closing = (start: string, ...headers: string[]): string => request(start, 'Connection: close', ...headers);

/** The answers without the time of day. */
function exchangeBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject);
    socket.on('close', () =>
      resolve(
        Buffer.concat(chunks)
          .toString()
          .replace(/^Date: .*\r\n/gm, ''),
      ),
    );
  });
}
