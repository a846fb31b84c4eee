const headEnd = '\r\n\r\n';

/** An answer as it came, one character for each byte. */
export class Answer {
  #head;

  constructor(head, text) {
    this.#head = head;
    this.text = text;
    this.status = Number(head.slice(9, 12));
  }

  /** @returns undefined while some of it is missing @throws Error for what is no answer */
  static read(received) {
    const end = received.indexOf(headEnd);
    if (end < 0) return undefined;
    const head = received.slice(0, end);
    const body = received.slice(end + headEnd.length);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length !== undefined) return whole(head, body, Number(length));
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) return chunked(head, body);
    if (/^HTTP\/1\.1 [23]04 /.test(head)) return whole(head, body, 0);
    throw new Error(`an answer without a length: ${head.slice(0, 300)}`);
  }

  /** By their names in lower case; `set-cookie` is a list. */
  get headers() {
    const headers = { 'set-cookie': [] };
    for (const line of this.#head.split('\r\n').slice(1)) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon).toLowerCase();
      const value = line.slice(colon + 1).trim();
      if (name === 'set-cookie') headers[name].push(value);
      else headers[name] = value;
    }
    return headers;
  }
}

function whole(head, body, length) {
  if (body.length > length) throw new Error(`an answer is longer than it says: ${body.slice(0, 300)}`);
  return body.length === length ? new Answer(head, body) : undefined;
}

/** RFC 9112 section 7.1. No peer sends trailers. */
function chunked(head, body) {
  let text = '';
  let at = 0;
  for (;;) {
    const line = body.indexOf('\r\n', at);
    if (line < 0) return undefined;
    const size = Number.parseInt(body.slice(at, line), 16);
    const start = line + 2;
    if (body.length < start + size + 2) return undefined;
    if (size === 0) return new Answer(head, text);
    text += body.slice(start, start + size);
    at = start + size + 2;
  }
}
