import type { Mutant } from './mutant';

const listener = 'src/controllers/compiled-listener.ts';
const request = 'src/controllers/plain-request.ts';
const endpoints = 'src/controllers/compiled-endpoints.ts';
const mounted = 'src/controllers/mounted.ts';
const answer = 'src/controllers/plain-answer.ts';
const differential = 'to the byte what the framework would';

/** What is answered ahead of the framework must be what the framework would have let through, and nothing else. */
export const mutants: readonly Mutant[] = [
  {
    id: 'compiled-tls',
    file: request,
    find: 'secure: (socket as Partial<TLSSocket>).encrypted === true',
    replace: 'secure: true',
    grep: 'a proxy that ends TLS',
  },
  {
    id: 'compiled-behind-proxies',
    file: listener,
    find: 'trustsProxies ? undefined : compiledEndpoints(application)',
    replace: 'compiledEndpoints(application)',
    grep: 'failed attempts are counted for the address',
  },
  {
    id: 'compiled-address',
    file: request,
    find: 'ip: socket.remoteAddress',
    replace: "ip: String(headers['x-forwarded-for'])",
    grep: 'failed attempts are counted for the address',
  },
  {
    id: 'compiled-exact-path',
    file: listener,
    find: 'byPath.get(pathOf(request))',
    replace: "byPath.get(pathOf(request).replace(/[^/]*$/, 'token'))",
    grep: differential,
  },
  {
    id: 'compiled-plain-requests',
    file: listener,
    find: 'if (endpoint && isPlain(request))',
    replace: 'if (endpoint)',
    grep: differential,
  },
  {
    id: 'compiled-global-middleware',
    file: endpoints,
    find: ' || mounted.before)',
    replace: ')',
    grep: 'global middleware before them',
  },
  {
    id: 'compiled-after-middleware',
    file: endpoints,
    find: 'if (after || interceptors',
    replace: 'if (interceptors',
    grep: 'global middleware before them',
  },
  {
    id: 'compiled-class-middleware',
    file: endpoints,
    find: '!isAlone || action.controllerMetadata.uses.length > 0',
    replace: '!isAlone',
    grep: 'a middleware of the class sees',
  },
  {
    id: 'compiled-guard',
    file: endpoints,
    find: ' && others.length === 0;',
    replace: ';',
    grep: 'a guard of theirs stays closed',
  },
  {
    id: 'compiled-global-interceptor',
    file: mounted,
    find: 'getMetadataArgsStorage().interceptors).length > 0',
    replace: 'getMetadataArgsStorage().interceptors).length < 0',
    grep: 'an interceptor of the class or of the application',
  },
  {
    id: 'compiled-class-interceptor',
    file: endpoints,
    find: '[...action.controllerMetadata.interceptors, ...action.interceptors]',
    replace: 'action.interceptors',
    grep: 'an interceptor of the class or of the application',
  },
  {
    id: 'compiled-method',
    file: endpoints,
    find: ' && isEmpty(target.prototype[method])',
    replace: '',
    grep: 'their methods are called',
  },
  {
    id: 'compiled-container',
    file: 'src/controllers/compiled-endpoints.ts',
    find: ' && isOwnMethod(action)',
    replace: '',
    grep: 'the object that the container has',
  },
  {
    id: 'compiled-first-route',
    file: endpoints,
    find: 'other !== one && mayMatch(other, path)',
    replace: 'other !== one && other.route === path',
    grep: 'a route of another controller that comes first',
  },
  { id: 'compiled-head-length', file: answer, find: 'isHead || status === 204', replace: 'status === 204', grep: differential },
  {
    id: 'compiled-guessed-type',
    file: answer,
    find: "if (Object.hasOwn(headers, 'content-type')) return [];",
    replace: 'if (headers) return [];',
    grep: differential,
  },
  {
    id: 'strict-form',
    file: 'src/core/params.ts',
    find: 'const special = /[%+\\0\\uFFFD]/;',
    replace: 'const special = /[%+]/;',
    grep: 'parseForm AZ25',
  },
];
