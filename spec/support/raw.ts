import { type Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Our side of the connection: the same number means the same connection. */
  readonly port: number;
}

export interface RawCall {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
}

/** What fetch does not let through or hides: a GET with a body, odd headers, the connection. */
export function raw(url: string, { method = 'GET', headers = {}, body, agent }: RawCall = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sent = request(url, { method, headers: { ...length, ...headers }, agent }, response => {
      const port = response.socket.localPort ?? 0;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, port }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
