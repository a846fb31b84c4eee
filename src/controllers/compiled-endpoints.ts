import { type ActionMetadata, getFromContainer } from 'routing-controllers';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { AuthorizationServer } from '../server';
import { exactPath } from './exact-path';
import { isWriteAnswer } from './keep-answer';
import { type Class, type EndpointKind, nearest } from './metadata';
import { type Mounted, type MountedAction, mountedIn, serverBoundBy } from './mounted';
import { isOwnMiddleware } from './own-middleware';

/** An endpoint whose answer depends on nothing but the request: nothing of the application's stands before it or behind it. */
export interface CompiledEndpoint {
  /** For the log: `OAuthController.token`. */
  readonly handler: string;
  readonly answer: (request: OAuthRequest) => Promise<OAuthResponse>;
}

export interface CompiledEndpoints {
  readonly framework: Mounted['framework'];
  /** For its errors. */
  readonly server: AuthorizationServer;
  /** By their exact paths. A path that a router takes for the same, `/OAuth/Token/`, is not here: it goes to the framework. */
  readonly byPath: ReadonlyMap<string, CompiledEndpoint>;
}

/** The methods of these are called, and what they do counts. */
const calling: ReadonlySet<EndpointKind> = new Set(['authorization', 'introspection']);
/** The methods of these draw pages. */
const drawing: ReadonlySet<EndpointKind> = new Set(['login', 'consent']);

/**
 * The endpoints of an application that can be answered without its framework.
 * @returns undefined where there is none, or where middleware of the application's own runs before them all
 */
export function compiledEndpoints(application: object): CompiledEndpoints | undefined {
  const mounted = mountedIn(application);
  const server = serverBoundBy(mounted?.binders[0]);
  if (!mounted || !server || mounted.binders.length > 1 || mounted.before) return undefined;
  const byPath = new Map<string, CompiledEndpoint>();
  for (const one of mounted.actions) {
    const path = exactPath(one.route);
    const kind = path && kindOf(one.action, mounted);
    if (path && kind && !mounted.actions.some(other => other !== one && mayMatch(other, path)))
      byPath.set(path, { handler: `${one.action.target.name}.${one.action.method}`, answer: answerOf(server, kind, one.action) });
  }
  return byPath.size > 0 ? { framework: mounted.framework, server, byPath } : undefined;
}

/** Undefined for what is no endpoint, or one that something of the application's has a say in. */
function kindOf(action: ActionMetadata, mounted: Mounted): EndpointKind | undefined {
  const kind = nearest(action.target, metadata => metadata.endpoints.get(action.method));
  const [endpoint, ...others] = action.uses;
  const isAlone = endpoint && isOwnMiddleware(endpoint.middleware) && others.length === 0;
  if (!kind || drawing.has(kind) || !isAlone || action.controllerMetadata.uses.length > 0) return undefined;
  return calling.has(kind) && !isSilent(action, mounted) ? undefined : kind;
}

/** Whether nobody would notice that the method is not called: neither itself, nor whoever sees its result. */
function isSilent(action: ActionMetadata, { after, interceptors }: Mounted): boolean {
  if (after || interceptors || action.isAuthorizedUsed || action.params.length > 0) return false;
  const others = [...action.controllerMetadata.interceptors, ...action.interceptors];
  const { target, method } = action;
  return others.every(one => isWriteAnswer(one.interceptor)) && isEmpty(target.prototype[method]) && isOwnMethod(action);
}

/** Whether the container, which may have been given another object for the class, calls the method that was looked at. */
function isOwnMethod({ target, method }: ActionMetadata): boolean {
  try {
    const called = getFromContainer(target as Class) as unknown as Readonly<Record<string, unknown>>;
    return called[method] === target.prototype[method];
  } catch {
    return false;
  }
}

/** `token() {}`: a decorator that wraps the method leaves another text, and so does anything in its body. */
function isEmpty(method: unknown): boolean {
  return (
    typeof method === 'function' && /^(?:async\s+)?[\w$]+\s*\(\s*\)\s*\{\s*\}$/.test(Function.prototype.toString.call(method))
  );
}

function answerOf(server: AuthorizationServer, kind: EndpointKind, action: ActionMetadata): CompiledEndpoint['answer'] {
  if (kind !== 'token') return request => server.endpoint(kind, request);
  const options = nearest(action.target, metadata => metadata.tokenEndpoints.get(action.method));
  return request => server.token(request, options);
}

/** Whether another route may take the path: what stands before its first parameter or pattern says no, or nothing does. */
function mayMatch({ route }: MountedAction, path: string): boolean {
  if (typeof route !== 'string') return true;
  const wanted = path.toLowerCase();
  const plain = /^[\w./~-]*/.exec(route)?.[0].toLowerCase() ?? '';
  if (plain.length === route.length) return plain.replace(/\/$/, '') === wanted;
  // The pattern may make the character before it optional.
  return wanted.startsWith(plain.slice(0, -1));
}
