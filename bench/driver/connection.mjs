import { once } from 'node:events';
import { connect } from 'node:net';
import { Answer } from './answer.mjs';

/**
 * One keep-alive connection with one request under way at a time. A client for general use spends more on a request than some of
 * the servers do; then a load would measure the driver.
 */
export class Connection {
  #port;
  #socket;
  #waiting;
  #received = '';

  constructor(port) {
    this.#port = port;
  }

  /** @param request { method, path, headers, body }, ASCII @returns an Answer */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket ??= this.#open();
      this.#socket.write(wireOf(request, this.#port), 'latin1');
    });
  }

  async close() {
    const socket = this.#socket;
    if (socket === undefined) return;
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
  }

  #open() {
    let failure;
    const socket = connect(this.#port, '127.0.0.1').setNoDelay().setEncoding('latin1');
    socket.on('data', text => this.#read(text));
    socket.on('error', error => {
      failure = error;
    });
    // The next request opens another connection, as a client does.
    socket.on('close', () => {
      this.#socket = undefined;
      this.#received = '';
      this.#waiting?.reject(failure ?? new Error('the server closed the connection'));
    });
    return socket;
  }

  #read(text) {
    this.#received = this.#received === '' ? text : this.#received + text;
    try {
      const answer = Answer.read(this.#received);
      if (answer === undefined) return;
      const { resolve } = this.#waiting;
      this.#waiting = undefined;
      this.#received = '';
      resolve(answer);
    } catch (error) {
      this.#waiting?.reject(error);
      this.#socket.destroy();
    }
  }
}

const wires = new WeakMap();

/** The bytes of a request. Many are sent again and again. */
function wireOf(request, port) {
  const known = wires.get(request);
  if (known !== undefined && known.port === port) return known.text;
  const { method, path, headers, body = '' } = request;
  const lines = [`${method} ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`];
  for (const name in headers) lines.push(`${name}: ${headers[name]}`);
  if (method !== 'GET') lines.push(`content-length: ${body.length}`);
  const text = `${lines.join('\r\n')}\r\n\r\n${body}`;
  wires.set(request, { port, text });
  return text;
}
