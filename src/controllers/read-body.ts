import type { IncomingMessage } from 'node:http';
import { bodyTooLarge, invalidRequest } from '../core/errors';

/** Far above any protocol message, far below what would cost memory. */
export const maxBytes = 64 * 1024;

interface ParsedRequest extends IncomingMessage {
  body?: unknown;
  _body?: boolean;
}

/**
 * Reads a body and leaves it where body parsers look for it, so that one which comes after does not wait for bytes that are
 * gone.
 * @throws OAuthError invalid_request with status 413 for more than 64 KiB
 */
export async function readBody(request: ParsedRequest): Promise<Uint8Array> {
  const body = await readBytes(request);
  request.body = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  request._body = true;
  return body;
}

/**
 * Reads a body that nobody else wants.
 * @throws OAuthError invalid_request with status 413 for more than 64 KiB
 */
export function readBytes(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) reject(bodyTooLarge());
    // Of a stream that is over no event comes any more, and waiting for one would never end.
    else if (request.readableEnded || request.destroyed)
      reject(invalidRequest('The body is gone: it was read before, or cut off'));
    else collect(request, resolve, reject);
  });
}

function collect(request: IncomingMessage, resolve: (body: Buffer) => void, reject: (error: Error) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const end = (): void => {
    const [first] = chunks;
    resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks));
  };
  const fail = (error: Error): void => {
    request.off('data', take).off('end', end).off('error', reject).off('aborted', aborted);
    // What is still to come is thrown away, so that the connection can carry the next request.
    request.resume();
    reject(error);
  };
  const aborted = (): void => fail(invalidRequest('The request ended before its body did'));
  const take = (chunk: Buffer): void => {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) fail(bodyTooLarge());
    else chunks.push(chunk);
  };
  request.on('data', take).on('end', end).on('error', reject).on('aborted', aborted);
}
