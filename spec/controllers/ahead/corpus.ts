import type { Bytes } from '../compiled/corpus';
import { results } from './results';

/** Tokens of different scopes. */
export interface Tokens {
  readonly photos: string;
  readonly albums: string;
}

interface Parts {
  method?: string;
  path?: string;
  version?: string;
  headers?: readonly string[];
  body?: string;
  type?: string;
  close?: boolean;
}

const places = [
  ...[
    '/Photos',
    '/photos/',
    '/photos//',
    '//photos',
    '/photos/.',
    '/./photos',
    '/x/../photos',
    '/photos%00',
    '/ph%6ftos',
    '/photos;a',
  ],
  ...[
    '/photos#x',
    '/photos?',
    '/photos?a=1&a=2',
    '/photos?a#b',
    '/photos?%zz',
    '/photos?a\u00a0b',
    '/photos\\',
    'http://evil.example/photos',
  ],
  ...[
    '/photos/none',
    '/photos/query?a=1&b[c]=2&a=3&__proto__=x',
    '/photos/query?',
    '*',
    '/',
    '/photo',
    '/photosx',
    '/others/.well-known/guarded',
  ],
  ...['/.well-known/oauth-authorization-server', '/photos/.well-known/oauth-authorization-server', '/photos?x=/.well-known/y'],
];
const handlers = [
  ...[
    '',
    '/query',
    '/token',
    '/albums',
    '/late',
    '/wrapped',
    '/header',
    '/elsewhere',
    '/bytes',
    '/stream',
    '/fails',
    '/forbidden',
  ],
  ...['/rejects', '/refuses', '/after', '/one', '/drawn', '/status', '/headers', '/authorized'],
].map(path => `/photos${path}`);
const given = Object.keys(results).map(name => `/results/${name.replaceAll(' ', '-')}`);
const others = ['/told/all', '/told/optional', '/told/mixed', '/others/optional', '/others/public', '/others/open'];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH', 'REPORT'];

/** Requests as text, to handlers below a prefix. */
export function corpusOf({ photos, albums }: Tokens, prefix = ''): [string, Bytes][] {
  const bearer = (token: string): string => `Authorization: Bearer ${token}`;
  const ask = ({
    method = 'GET',
    path = '/photos',
    version = '1.1',
    headers = [bearer(photos)],
    ...rest
  }: Parts = {}): string => {
    const { body, type = 'application/json', close = true } = rest;
    const length = body === undefined ? [] : [`Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body)}`];
    const lines = ['Host: localhost', ...headers, ...length, ...(close ? ['Connection: close'] : [])];
    const target = path.startsWith('/') ? prefix + path : path;
    return `${method} ${target} HTTP/${version}\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
  };
  const chunks = (...list: string[]): string[] => {
    const headers = [bearer(photos), 'Content-Type: application/json', 'Transfer-Encoding: chunked'];
    return [ask({ method: 'POST', headers }), ...list.map(one => `${one.length.toString(16)}\r\n${one}\r\n`), '0\r\n\r\n'];
  };
  const credentials: Record<string, string[]> = {
    'the right token': [bearer(photos)],
    'no token': [],
    'another token': [bearer(albums)],
    'a token that nobody issued': [bearer(`${photos.slice(0, -6)}AAAAAA`)],
    'two headers': [bearer(photos), bearer(photos)],
    'a browser of another origin': [bearer(photos), 'Origin: https://spa.example'],
    'a strange browser': ['Origin: https://evil.example'],
    'another scheme': ['Authorization: Basic YTpi'],
  };
  const bodies: Record<string, Bytes> = {
    'a body': ask({ method: 'POST', body: '{"a":1}' }),
    'a body without a token': ask({ method: 'POST', body: '{"a":1}', headers: [] }),
    'broken JSON': ask({ method: 'POST', body: '{"a"' }),
    'a form': ask({ method: 'POST', body: 'a=1&b=2', type: 'application/x-www-form-urlencoded' }),
    'a token in the form': ask({
      ...{ method: 'POST', headers: [], type: 'application/x-www-form-urlencoded', body: `access_token=${photos}` },
    }),
    'a large body': ask({ method: 'POST', body: `{"a":"${'a'.repeat(200_000)}"}` }),
    'a body of nothing': ask({ method: 'POST', body: '' }),
    'a body of the type text': ask({ method: 'POST', body: 'a', type: 'text/plain' }),
    'no body where one belongs': ask({ method: 'POST' }),
    'GET with a body': ask({ path: '/photos/body', body: '{"a":1}' }),
    'GET with broken JSON': ask({ body: '{' }),
    'GET with the type of a body': ask({ path: '/photos/body', headers: [bearer(photos), 'Content-Type: application/json'] }),
    'GET with a body of a form': ask({ path: '/photos/body', body: 'a=1', type: 'application/x-www-form-urlencoded' }),
    'PUT with a body that nobody reads': ask({ method: 'PUT', body: '{"a":1}' }),
    chunks: chunks('{"a"', ':1}'),
    'broken chunks': chunks('{"a"', ':1'),
  };
  const versions: Record<string, Bytes> = {
    'HTTP 1.0': ask({ version: '1.0' }),
    'HTTP 1.0 and keep-alive': [
      ask({ version: '1.0', headers: [bearer(photos), 'Connection: keep-alive'], close: false }),
      ask(),
    ],
    'expect 100-continue': ask({ method: 'POST', body: '{}', headers: [bearer(photos), 'Expect: 100-continue'] }),
    'expect something else': ask({ headers: [bearer(photos), 'Expect: wonders'] }),
    'an upgrade': ask({ headers: [bearer(photos), 'Upgrade: h2c'] }),
    'a method that is overridden': ask({ method: 'POST', headers: [bearer(photos), 'X-HTTP-Method-Override: GET'] }),
    'a proxy': ask({ headers: [bearer(photos), 'X-Forwarded-For: 1.2.3.4', 'X-Forwarded-Proto: https'] }),
    'what is known': ask({ headers: [bearer(photos), 'If-None-Match: *'] }),
    'a part': ask({ headers: [bearer(photos), 'Range: bytes=0-1'] }),
    'a token in the query': ask({ path: `/photos?access_token=${photos}`, headers: [] }),
    pipelined: [
      ask({ close: false }) + ask({ close: false, headers: [] }) + ask({ close: false, path: '/others/open' }),
      ask({ close: false, path: '/photos/forbidden' }) + ask({ method: 'POST', body: '{}', close: false }) + ask(),
    ],
    'after an error': [ask({ close: false, path: '/photos/fails' }), ask()],
  };
  return [
    ...[...handlers, ...others].flatMap(path =>
      Object.entries(credentials).map(([name, headers]): [string, Bytes] => [`${path} with ${name}`, ask({ path, headers })]),
    ),
    ...given.map((path): [string, Bytes] => [path, ask({ path })]),
    ...[['/results/no-JSON', [bearer(photos), 'Origin: https://spa.example']] as const].map(
      ([path, headers]): [string, Bytes] => [`${path} to a browser`, ask({ path, headers })],
    ),
    ...['/photos', '/photos/late', '/photos/body', '/others/public'].flatMap(path =>
      methods.map((method): [string, Bytes] => [`${method} ${path}`, ask({ path, method })]),
    ),
    ...places.map((path): [string, Bytes] => [`GET ${path}`, ask({ path })]),
    ...Object.entries(bodies),
    ...Object.entries(versions),
  ];
}
