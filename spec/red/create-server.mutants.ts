import type { Mutant } from './mutant';

const file = 'src/controllers/create-server.ts';

/** An Express application behind our server is the same application, and nothing of it is re-parented. */
export const mutants: readonly Mutant[] = [
  {
    id: 'express-prototypes',
    file,
    find: 'if (!isExpress(listener) ||',
    replace: 'if (!isExpress({} as RequestListener) ||',
    grep: 'gives no request and no response another prototype',
  },
  {
    id: 'prototypes-are-the-applications-own',
    file,
    find: 'Made.prototype = prototype;',
    replace: 'Made.prototype = Object.create(prototype);',
    grep: 'gives no request and no response another prototype',
  },
  {
    id: 'classes-of-the-application',
    file,
    find: 'return createHttp({ ...prototypesOf(listener), ...options }, listener);',
    replace: 'return createHttp({ ...options, ...prototypesOf(listener) }, listener);',
    grep: 'uses classes of the application as they are',
  },
  {
    id: 'tls-options-for-plain-http',
    file,
    find: 'if (forTls !== undefined)',
    replace: 'if (false)',
    grep: 'with TLS options for plain HTTP',
  },
  {
    id: 'listen-gives-the-application',
    file: 'src/controllers/listen.ts',
    find: 'const server = createServer(listener);',
    replace: 'const server = createServer((request, response) => listener(request, response));',
    grep: 'gives no request and no response another prototype, on express',
  },
];
