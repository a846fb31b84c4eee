import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { Site } from './flow';

export interface RawRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]>;
  /** A list is sent as chunks, without a Content-Length. */
  body?: string | Buffer | (string | Buffer)[];
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Whether the connection had carried a request before. */
  readonly reused: boolean;
}

export const formType = { 'content-type': 'application/x-www-form-urlencoded' };

/** One keep-alive connection on which bytes are sent as they are: no encoding, no check, no redirect. */
export class Connection {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly app: Site) {}

  /** A POST to the token endpoint unless something else is said. */
  send({ method = 'POST', path = '/oauth/token', headers = formType, body = '' }: RawRequest): Promise<RawAnswer> {
    const { port } = new URL(this.app.url);
    const length = Array.isArray(body) ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const sent = request({ agent: this.agent, host: '127.0.0.1', port, method, path, headers: { ...length, ...headers } });
      sent.on('error', reject).on('response', response => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => {
            const { statusCode = 0, headers: received } = response;
            resolve({ status: statusCode, headers: received, text: Buffer.concat(chunks).toString(), reused: sent.reusedSocket });
          });
      });
      for (const chunk of [body].flat()) if (chunk.length > 0) sent.write(chunk);
      sent.end();
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
