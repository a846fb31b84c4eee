import { Agent, request } from 'node:http';
import { form, type Parameters } from '../support/flow';

/** An answer, with no more of it than a race looks at. */
export interface Answer {
  readonly status: number;
  readonly location?: string;
  readonly body: string;
}

/** Of fifty attempts at one process none waits for a connection. */
const agent = new Agent({ keepAlive: true, maxSockets: 100 });

/** A POST of a form, or a GET without one. Lighter than fetch: the client must not be what slows a race down. */
export function send(url: string, parameters?: Parameters, headers: Record<string, string> = {}): Promise<Answer> {
  const body = parameters && form(parameters).toString();
  const content = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body ?? '') };
  return new Promise((resolve, reject) => {
    const all = { ...(body === undefined ? {} : content), ...headers };
    const sent = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers: all });
    sent.once('response', response => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.once('error', reject).once('end', () => {
        resolve({ status: response.statusCode ?? 0, location: response.headers.location, body: text });
      });
    });
    // A connection that was kept may have been closed by the server in this very moment; then nothing was read from it.
    sent.once('error', error => (sent.reusedSocket ? resolve(send(url, parameters, headers)) : reject(error)));
    sent.end(body);
  });
}

/** Lets go of the connections that are kept for the next attempt. */
export function hangUp(): void {
  agent.destroy();
}
