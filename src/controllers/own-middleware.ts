import { getMetadataArgsStorage } from 'routing-controllers';
import type { Class } from './metadata';

type Middleware = (...args: unknown[]) => unknown;

/** What we have put in front of handlers: it belongs to one class and is never handed down. */
const own = new WeakSet<object>();
const placed = new WeakMap<Class, Set<string>>();

/** Puts a middleware in front of what the application uses on a method, once. */
export function putInFront(target: Class, method: string, purpose: string, middleware: Middleware): void {
  const known = placed.get(target) ?? new Set();
  placed.set(target, known);
  const key = `${purpose} ${method}`;
  if (known.has(key)) return;
  known.add(key);
  own.add(middleware);
  getMetadataArgsStorage().uses.unshift({ target, method, middleware, afterAction: false });
}

export function isOwnMiddleware(middleware: object): boolean {
  return own.has(middleware);
}
