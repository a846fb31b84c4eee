import type { RequestListener } from 'node:http';

/** A listener that stands before another one: whoever serves an application looks for things of its own on what it is given. */
export function inFrontOf(listener: RequestListener, first: RequestListener): RequestListener {
  return Object.setPrototypeOf(first, listener) as RequestListener;
}
