import { Client } from 'undici';

/** One keep-alive connection with one request under way at a time. */
export class Connection {
  #client;

  constructor(port) {
    this.#client = new Client(`http://127.0.0.1:${port}`, { pipelining: 1 });
  }

  /** @returns { status, headers, text } */
  send(request) {
    return new Promise((resolve, reject) => this.#client.dispatch(request, new Answer(resolve, reject)));
  }

  close() {
    return this.#client.destroy();
  }
}

/** The least that reads an answer whole: whatever the driver spends is not there for the load. */
class Answer {
  status = 0;
  headers = {};
  text = '';

  constructor(resolve, reject) {
    this.resolve = resolve;
    this.reject = reject;
  }

  onRequestStart() {}

  onResponseStart(_controller, status, headers) {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller, chunk) {
    this.text += chunk.latin1Slice();
  }

  onResponseEnd() {
    this.resolve(this);
  }

  onResponseError(_controller, error) {
    this.reject(error);
  }
}
