import type { IncomingMessage } from 'node:http';

/** The path of a route in which nothing means anything to a router, without the slash at its end, which routers look over. */
export function exactPath(route: string | RegExp): string | undefined {
  const path = typeof route === 'string' ? route.replace(/(?<=.)\/$/, '') : '';
  return /^(?:\/[\w.~-]+)+$/.test(path) ? path : undefined;
}

/** What stands before the query, as it was sent. */
export function pathOf({ url = '' }: IncomingMessage): string {
  const mark = url.indexOf('?');
  return mark < 0 ? url : url.slice(0, mark);
}
