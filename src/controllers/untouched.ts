/**
 * Whether a function is the one that a library has made, as its text tells. Tools that trace an application wrap what its framework
 * calls; they would see nothing of a request that is answered past it.
 */
export function isOwn(made: unknown, text: RegExp): boolean {
  return typeof made === 'function' && text.test(Function.prototype.toString.call(made));
}

/** A function that is a library's own, to be compared with; nothing is the same as what is not found. */
export function ifOwn<T>(made: T, text: RegExp): T | undefined {
  return isOwn(made, text) ? made : undefined;
}

/** What routing-controllers puts into a route that has nothing but a guard: what looks that nobody else has begun, the guard, the handler. */
export function isUntouched(handlers: readonly unknown[]): boolean {
  const [first, _guard, last, ...others] = handlers;
  return others.length === 0 && isOwn(first, /\broutingControllersStarted\b/) && isOwn(last, /\bexecuteCallback\(/);
}
