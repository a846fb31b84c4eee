import { getMetadataArgsStorage } from 'routing-controllers';
import { isWriteAnswer } from './keep-answer';
import { type Class, lineage } from './metadata';
import { isOwnMiddleware } from './own-middleware';

const restored = new WeakMap<Class, Set<string>>();

/**
 * routing-controllers hands the route of an inherited handler down, but neither its parameters nor its @Authorized, headers,
 * status, middleware and interceptors. Whatever is protected gets them back: a handler without its parameters, or without a
 * check that stood on it, is not the handler that was written.
 */
export function restoreInherited(target: Class, method: string): void {
  const known = restored.get(target) ?? new Set();
  restored.set(target, known);
  if (known.has(method) || declares(target, method)) return;
  known.add(method);
  const ancestors = ancestorsUpToRoute(target, method);
  restoreParameters(target, method, ancestors);
  for (const ancestor of ancestors) {
    restoreResponse(target, method, ancestor);
    restoreMiddleware(target, method, ancestor);
  }
}

/** @Authorized on a class goes for the classes that extend it too. */
export function restoreAuthorized(target: Class): void {
  const { responseHandlers } = getMetadataArgsStorage();
  const ofClasses = responseHandlers.filter(one => one.type === 'authorized' && !one.method);
  for (const one of lineage(target)) {
    const found = ofClasses.find(handler => handler.target === one);
    if (!found) continue;
    if (one !== target) responseHandlers.push({ ...found, target });
    return;
  }
}

function declares(target: Class, method: string): boolean {
  return getMetadataArgsStorage().actions.some(action => action.target === target && action.method === method);
}

/** The classes between this one and the one that has the route, that one included, the nearest first. */
function ancestorsUpToRoute(target: Class, method: string): Class[] {
  const found: Class[] = [];
  for (const one of lineage(target)) {
    if (one !== target) found.push(one);
    if (declares(one, method)) return found;
  }
  return [];
}

/** A class that overrides the method and decorates parameters means those; otherwise the nearest that has some. */
function restoreParameters(target: Class, method: string, ancestors: readonly Class[]): void {
  const storage = getMetadataArgsStorage();
  for (const one of [target, ...ancestors]) {
    const params = storage.params.filter(param => param.object.constructor === one && param.method === method);
    if (params.length === 0) continue;
    if (one !== target) storage.params.push(...params.map(param => ({ ...param, object: target.prototype })));
    return;
  }
}

/** What the class itself says again, it says instead. */
function restoreResponse(target: Class, method: string, ancestor: Class): void {
  const { responseHandlers } = getMetadataArgsStorage();
  const of = (one: Class) => responseHandlers.filter(handler => handler.target === one && handler.method === method);
  const said = of(target);
  const isSaid = (handler: (typeof said)[number]): boolean =>
    said.some(one => one.type === handler.type && (one.type !== 'header' || one.value === handler.value));
  responseHandlers.push(...of(ancestor).flatMap(handler => (isSaid(handler) ? [] : [{ ...handler, target }])));
}

function restoreMiddleware(target: Class, method: string, ancestor: Class): void {
  const { uses, useInterceptors } = getMetadataArgsStorage();
  const handedDown = (one: { target: Class; method?: string }): boolean => one.target === ancestor && one.method === method;
  uses.push(...uses.filter(one => handedDown(one) && !isOwnMiddleware(one.middleware)).map(one => ({ ...one, target })));
  const interceptors = useInterceptors.filter(one => handedDown(one) && !isWriteAnswer(one.interceptor));
  useInterceptors.push(...interceptors.map(one => ({ ...one, target })));
}
