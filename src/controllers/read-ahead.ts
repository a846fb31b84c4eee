import type { IncomingMessage } from 'node:http';
import { invalidRequest } from '../core/errors';
import { maxBytes } from './read-body';

/** HTTP/2 does not say that a body is whole before somebody has read it to its end, and then it is too late to give it back. */
export const canReadAhead = (request: IncomingMessage): boolean => request.httpVersionMajor === 1;

/**
 * A body of HTTP/1, which stays where it is for whoever reads it next, a parser of the application's for example.
 * Undefined: there are more than 64 KiB of it.
 * @throws OAuthError invalid_request when it is gone, or ends before its time
 */
export async function readAhead(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  // Of a stream that is over no event comes any more, and waiting for one would never end.
  if (request.readableEnded || request.destroyed) throw invalidRequest('The body is gone: it was read before, or cut off');
  // When the parser of HTTP has gone through its packet: what it ends while somebody begins to listen is over before anybody has read it.
  await undefined;
  const body = new Ahead(request);
  if (!body.isEnough()) await body.more();
  return body.givenBack();
}

class Ahead {
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private back?: Buffer;

  constructor(private readonly request: IncomingMessage) {}

  /** Takes what is there. What was taken last is given back at once: the end would follow it in the same turn of the event loop. */
  isEnough(): boolean {
    const { request } = this;
    // To read where nothing is left would be to take the end, for which the next reader would wait for ever.
    if (request.readableLength > 0) this.take(request.read());
    if (!request.complete && this.bytes <= maxBytes) return false;
    this.back = Buffer.concat(this.chunks);
    if (this.bytes > 0) request.unshift(this.back);
    return true;
  }

  more(): Promise<void> {
    const { request } = this;
    return new Promise((resolve, reject) => {
      const over = (settle: () => void): void => {
        request.off('readable', look).off('close', cut).off('error', cut);
        settle();
      };
      const look = (): void => {
        if (this.isEnough()) over(resolve);
      };
      const cut = (): void => over(() => reject(invalidRequest('The request ended before its body did')));
      request.on('readable', look).on('close', cut).on('error', cut);
    });
  }

  givenBack(): Buffer | undefined {
    return this.bytes <= maxBytes ? this.back : undefined;
  }

  private take(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.bytes += chunk.length;
  }
}
