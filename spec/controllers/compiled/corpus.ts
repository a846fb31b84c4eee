import { basic, challenge } from '../../support/flow';

/** What is written to a connection, byte by byte. */
export type Bytes = string | Buffer | readonly (string | Buffer)[];

const form = 'application/x-www-form-urlencoded';
const tokenBody = 'grant_type=client_credentials&scope=photos%3Aread';
const authorized = `Authorization: ${basic('service')}\r\n`;
const authorization = `response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&scope=photos%3Aread&state=x&code_challenge=${challenge}&code_challenge_method=S256`;

interface Parts {
  method?: string;
  path?: string;
  version?: string;
  headers?: string;
  type?: string;
  body?: string;
  close?: boolean;
}

/** A request as text: a POST to the token endpoint, authorized, unless something else is said. */
function ask({ method = 'POST', path = '/oauth/token', version = '1.1', headers = authorized, ...rest }: Parts = {}): string {
  const { type = form, body = method === 'POST' ? tokenBody : undefined, close = true } = rest;
  const length = body === undefined ? '' : `Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  const ending = close ? 'Connection: close\r\n' : '';
  return `${method} ${path} HTTP/${version}\r\nHost: localhost\r\n${headers}${length}${ending}\r\n${body ?? ''}`;
}

function chunked(...chunks: string[]): string[] {
  const head = `POST /oauth/token HTTP/1.1\r\nHost: a\r\n${authorized}Content-Type: ${form}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
  return [head, ...chunks.map(chunk => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`), '0\r\n\r\n'];
}

const paths = {
  token: '/oauth/token',
  introspect: '/oauth/introspect',
  revoke: '/oauth/revoke',
  par: '/oauth/par',
  jwks: '/oauth/jwks',
  authorize: '/oauth/authorize',
};

/** Every method that a parser of HTTP knows and that is no tunnel. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH'];
const origins = {
  none: '',
  listed: 'https://spa.example',
  client: 'https://app.example',
  strange: 'https://evil.example',
  null: 'null',
};

function byMethod(path: string, method: string): [string, Bytes][] {
  const all = ['OPTIONS', 'POST', 'HEAD'].includes(method);
  return Object.entries(all ? origins : { none: '', listed: origins.listed }).map(([name, origin]) => {
    const headers = origin ? `${authorized}Origin: ${origin}\r\nAccess-Control-Request-Method: POST\r\n` : authorized;
    return [`${method} ${path}, origin ${name}`, ask({ method, path, headers })];
  });
}

const token: Record<string, Bytes> = {
  'wrong secret': ask({ headers: `Authorization: ${basic('service', 'wrong')}\r\n` }),
  'broken credentials': ask({ headers: 'Authorization: Basic %%%\r\n' }),
  'no credentials': ask({ headers: '' }),
  'credentials twice': ask({ headers: authorized + authorized }),
  'two types': ask({ headers: `${authorized}Content-Type: application/json\r\n` }),
  'two hosts': ask({ headers: `${authorized}Host: evil.example\r\n` }),
  'two ways of authentication': ask({ body: `${tokenBody}&client_id=service&client_secret=x` }),
  'a public client': ask({ headers: '', body: 'grant_type=authorization_code&client_id=app&code=none' }),
  'a public client and its origin': ask({
    headers: 'Origin: https://app.example\r\n',
    body: 'grant_type=authorization_code&client_id=app&code=none',
  }),
  'JSON instead of a form': ask({ type: 'application/json', body: '{"grant_type":"client_credentials"}' }),
  'broken JSON': ask({ type: 'application/json', body: '{"grant_type"' }),
  'a form with a charset': ask({ type: `${form}; charset=utf-8` }),
  'an odd type': ask({ type: `${form}x` }),
  'an upper case type': ask({ type: form.toUpperCase() }),
  'an empty body': ask({ body: '' }),
  'a broken escape': ask({ body: 'grant_type=%zz' }),
  'half an escape': ask({ body: 'grant_type=client_credentials&scope=%' }),
  'an escape that is no UTF-8': ask({ body: 'grant_type=%ff%fe' }),
  'a NUL': ask({ body: 'grant_type=client_credentials%00' }),
  'a raw NUL': ask({ body: 'grant_type=client_credentials\0' }),
  'a replacement character': ask({ body: 'grant_type=client_credentials\uFFFD' }),
  'a plus': ask({ body: 'grant_type=client_credentials&scope=photos:read+albums:read' }),
  'a byte order mark': ask({ body: `\uFEFF${tokenBody}` }),
  'other letters': ask({ body: `${tokenBody}&état=é` }),
  'a repeated parameter': ask({ body: `${tokenBody}&scope=albums%3Aread` }),
  'a name of every object': ask({ body: `${tokenBody}&__proto__=a&constructor=b` }),
  'no value, no name': ask({ body: `${tokenBody}&&x&=y&scope2=` }),
  'an unknown grant': ask({ body: 'grant_type=unknown' }),
  'a query too': ask({ path: '/oauth/token?grant_type=password&a=%zz' }),
  'nothing after the question mark': ask({ path: '/oauth/token?' }),
  'a body that is too large': ask({ body: `${tokenBody}&x=${'a'.repeat(70_000)}` }),
  'a body of 60 KB': ask({ body: `${tokenBody}&x=${'a'.repeat(60_000)}` }),
  'a large body without a client': ask({ headers: '', body: 'a'.repeat(65_537) }),
  'bytes that are no UTF-8': [
    ask({ body: '' }).replace('Content-Length: 0', 'Content-Length: 4'),
    Buffer.from([0x61, 0x3d, 0xff, 0xfe]),
  ],
  'one chunk': chunked(tokenBody),
  'many chunks': chunked(...tokenBody),
  'chunks that are too large': chunked(...Array.from({ length: 9 }, () => 'a'.repeat(8000))),
  'a body in pieces': [...ask()].length > 150 ? [ask().slice(0, -20), ask().slice(-20, -5), ask().slice(-5)] : ask(),
  'expect: 100-continue': ask({ headers: `${authorized}Expect: 100-continue\r\n` }),
  'expect something else': ask({ headers: `${authorized}Expect: wonders\r\n` }),
  'an upgrade': ask({ headers: `${authorized}Upgrade: h2c\r\n` }),
  'HTTP 1.0': ask({ version: '1.0' }),
  'HTTP 1.0 and keep-alive': [ask({ version: '1.0', headers: `${authorized}Connection: keep-alive\r\n`, close: false }), ask()],
  'no Host': ask().replace('Host: localhost\r\n', ''),
  'a proxy that nobody trusts': ask({ headers: `${authorized}X-Forwarded-Proto: https\r\nX-Forwarded-For: 1.2.3.4\r\n` }),
  'HTTP 1.0 and HEAD': ask({ method: 'HEAD', version: '1.0' }),
};

const places: Record<string, Bytes> = Object.fromEntries(
  [
    ...[
      '/OAuth/Token',
      '/oauth/token/',
      '/oauth/token//',
      '//oauth/token',
      '/oauth//token',
      '/oauth/./token',
      '/oauth/x/../token',
    ],
    ...['/oauth%2Ftoken', '/oauth/t%6Fken', '/oauth/token%00', '/oauth/token%', '/oauth/token;a=b', '/oauth/token#x'],
    ...[
      '/oauth/token?a#b',
      '/oauth/token/x',
      '/oauth',
      '/',
      '*',
      'http://evil.example/oauth/token',
      '/oauth/token\\',
      '\\oauth\\token',
    ],
    ...['/oauth/token?http://evil.example/%2F', '/oauth/toke', '/oauth/tokens', '/__proto__', '/constructor'],
  ].map(path => [`POST ${path}`, ask({ path })]),
);

const others: Record<string, Bytes> = {
  'a token that nobody issued': ask({ path: paths.introspect, body: 'token=nobodys' }),
  'no token': ask({ path: paths.introspect, body: 'a=b' }),
  'introspection for nobody': ask({ path: paths.introspect, headers: '', body: 'token=a' }),
  'introspection as JWT': ask({
    path: paths.introspect,
    headers: `${authorized}Accept: application/token-introspection+jwt\r\n`,
    body: 'token=a',
  }),
  'revocation of nothing': ask({ path: paths.revoke, body: 'token=nobodys' }),
  'revocation without a token': ask({ path: paths.revoke, body: '' }),
  'a pushed request': ask({ path: paths.par, headers: '', body: authorization }),
  'a broken pushed request': ask({ path: paths.par, headers: '', body: `${authorization}&state=y` }),
  'a request of a user': ask({ method: 'GET', path: `${paths.authorize}?${authorization}`, headers: '' }),
  'a request of a user, by HEAD': ask({ method: 'HEAD', path: `${paths.authorize}?${authorization}`, headers: '' }),
  'a request of a user, by POST': ask({ path: paths.authorize, headers: '', body: authorization }),
  'a silent request': ask({ method: 'GET', path: `${paths.authorize}?${authorization}&prompt=none`, headers: '' }),
  'a request for a scope that is unknown, silent': ask({
    method: 'GET',
    path: `${paths.authorize}?${authorization.replace('photos%3Aread', 'x')}&prompt=none`,
    headers: '',
  }),
  'an unproven redirect URI': ask({ method: 'GET', path: `${paths.authorize}?${authorization.replace('callback', 'other')}` }),
  'a broken query': ask({ method: 'GET', path: `${paths.authorize}?client_id=%zz`, headers: '' }),
  'an interaction that nobody began': ask({ method: 'GET', path: `${paths.authorize}?interaction=abc`, headers: '' }),
  'a form of a page that nobody saw': ask({ path: paths.authorize, headers: '', body: 'interaction=abc&decision=allow' }),
  'GET with a body': ask({ method: 'GET', path: `${paths.authorize}?${authorization}`, headers: '', body: 'a=b' }),
  'GET with broken JSON': ask({ method: 'GET', path: paths.authorize, headers: '', type: 'application/json', body: '{' }),
  'GET with a large form': ask({ method: 'GET', path: paths.token, headers: '', body: `a=${'a'.repeat(60_000)}` }),
  'PUT with a large body': ask({ method: 'PUT', path: paths.token, body: 'a'.repeat(100_000) }),
  'OPTIONS with a body': ask({ method: 'OPTIONS', path: paths.token, headers: 'Origin: https://spa.example\r\n', body: 'a=b' }),
  pipelined: [
    ask({ close: false }) + ask({ close: false, body: 'grant_type=unknown' }) + ask({ method: 'HEAD', close: false }),
    ask({ method: 'PUT', close: false, body: 'left unread' }) + ask({ method: 'GET', path: '/photos', close: false }) + ask(),
  ],
  'after a body that was too large': [ask({ close: false, body: 'a'.repeat(70_000) }), ask()],
  'a handler of the application': ask({ method: 'GET', path: '/photos' }),
  'the metadata': ask({ method: 'GET', path: '/.well-known/oauth-authorization-server' }),
};

export const corpus: readonly [string, Bytes][] = [
  ...Object.values(paths).flatMap(path => methods.flatMap(method => byMethod(path, method))),
  ...[token, places, others].flatMap(group => Object.entries(group)),
];
