import type { Mutant } from './mutant';

const code = 'src/grants/authorization-code.ts';
const refresh = 'src/grants/refresh-token.ts';
const authenticator = 'src/clients/client-authenticator.ts';
const requests = 'src/endpoints/authorization';
const checks = 'src/endpoints/checks';

type Broken = [about: string, file: string, find: string, replace: string];

/** Rules of the scenario lists, each watched from outside by the spec that is titled after it. */
const broken: Broken[] = [
  [
    'over plain http',
    'src/endpoints/endpoint.ts',
    "refusePlainHttp(request, context, 'This endpoint is reached over TLS only');",
    '',
  ],
  [
    'a resource takes no token over plain http',
    'src/resource/guard.ts',
    "refusePlainHttp(this.request, this.context, 'Access tokens are accepted over TLS only');",
    '',
  ],
  ['is refused with 405', 'src/endpoints/endpoint.ts', 'if (methods.includes(request.method)) return;', 'return;'],
  ['header and body at once', authenticator, 'if (second) throw', 'if (second && attempt.params.has("never")) throw'],
  ['another client_id in the body', authenticator, 'named !== credentials.clientId', 'named === credentials.clientId + "x"'],
  ['without a challenge', authenticator, ' || !hasBasicCredentials(request)', ''],
  ['base64url alphabet', 'src/clients/client-secret-basic.ts', '[A-Za-z0-9+/]+', '[A-Za-z0-9+/_-]+'],
  ['by another public client', code, 'client.owns(code)', 'true'],
  ['without the redirect URI of the request', code, 'if (sent !== expected)', 'if (sent && sent !== expected)'],
  ['inherited may be said', code, 'sent && code.redirectUri', 'undefined'],
  [
    'until its last second',
    'src/endpoints/authorization/approve.ts',
    'settings.lifetimes.code * 1000',
    'settings.lifetimes.code * 2000',
  ],
  ['a code that is used twice', code, 'revokedAt: now', 'revokedAt: null'],
  ['all of them again', refresh, 'refreshScope: token.scope', 'refreshScope: undefined'],
  ['by another client', refresh, 'client.owns(token)', 'true'],
  [
    'comes again later',
    refresh,
    "await endFamily(context, token, client);\n  throw invalidGrant('The refresh token has been",
    "throw invalidGrant('The refresh token has been",
  ],
  ['two states are none', `${requests}/validate.ts`, 'values.length === 1 ? values[0]', 'values.length >= 1 ? values[0]'],
  [
    'redirects no stranger',
    `${requests}/authorization-endpoint.ts`,
    'if (!login && !validated.silent)',
    'if (!login && validated.silent)',
  ],
  [
    'forged form',
    `${requests}/interaction-steps.ts`,
    'if (!names.every(name => requested.has(name)))',
    'if (names.length === 0)',
  ],
  ['where it is required', `${checks}/state.ts`, 'context.settings.requireState', 'false as boolean'],
  [
    'is kept, byte by byte',
    'src/core/redirect-uri.ts',
    ".filter(pair => pair !== ''",
    ".map(decodeURI).filter(pair => pair !== ''",
  ],
  ['as a query string', 'src/core/authorization-request.ts', 'return this.params.toString();', "return '?' + this.params;"],
  ['lists of what is repeated', 'src/core/params.ts', 'values.length > 1 ? values : ', ''],
  ['asks for both scopes', 'src/resource/rule.ts', 'allOf(...scopes)', 'scopes[0]'],
  [
    'with a bare challenge',
    'src/resource/guard.ts',
    'challenges(settings, { resourceMetadata',
    'challenges(settings, { error: serverError(), resourceMetadata',
  ],
  ['in query and body', 'src/resource/bearer.ts', "accepted.has('body') || elsewhere", "accepted.has('body') && !elsewhere"],
  ['a MAC token is not taken as a bearer token', 'src/resource/authenticator.ts', ' || token.type !== type.name', ''],
  ['one request', 'src/resource/mac.ts', 'await spendNonce(request, context, attributes, now);', ''],
  ['kept by no cache', 'src/core/http.ts', "'cache-control': 'no-store', ", ''],
];

/** Numbered in this order: `--only SC07`. */
export const mutants: Mutant[] = broken.map(([about, file, find, replace], index) => ({
  id: `SC${String(index + 1).padStart(2, '0')}`,
  ...{ file, find, replace },
  grep: `^scenarios: .*${about}`,
  spec: 'spec/ancestry/scenarios/*.spec.ts',
}));
