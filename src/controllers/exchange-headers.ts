import type { IncomingMessage } from 'node:http';

/** What lists the headers that pages of other origins may read. */
export const exposed = 'access-control-expose-headers';

/** A list of names with one more, which it may have already. */
export function withName(list: number | string | readonly string[] | undefined, name: string): string {
  if (list === undefined || list === '') return name;
  const names = String(list)
    .split(',')
    .map(one => one.trim())
    .filter(Boolean);
  return names.some(one => one === '*' || one.toLowerCase() === name.toLowerCase())
    ? names.join(', ')
    : [...names, name].join(', ');
}

/** A list with the names of another one behind its own. */
export function withNames(list: string, more: number | string | readonly string[]): string {
  return String(more)
    .split(',')
    .map(one => one.trim())
    .reduce((names, name) => (name ? withName(names, name) : names), list);
}

/**
 * What a framework says of addresses costs more than the rest of a request's facts, so only who asks for it pays. A socket that
 * is closed by then still knows the address that it was once asked for.
 */
export function keepAddress({ socket }: IncomingMessage): void {
  void socket.remoteAddress;
}
