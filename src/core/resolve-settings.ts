import { cookieNames } from './cookies';
import { type Duration, seconds } from './duration';
import { kindOf } from './kind-of';
import { perMinute } from './rate';
import { resolveResources } from './resources';
import type { BearerMethod, ProtocolOptions, ResponseType, Settings, TokenTypeName } from './settings';
import { isLoopbackHost, parseUrl } from './url';

const allBearerMethods: readonly BearerMethod[] = ['header', 'body', 'query'];
const responseTypes: readonly ResponseType[] = ['code', 'token', 'code token'];
const tokenTypes: readonly TokenTypeName[] = ['bearer', 'dpop', 'mac'];
const tenMinutes = 600;

/** @throws TypeError that names the option and the mend */
export function resolveSettings(options: ProtocolOptions): Settings {
  const issuer = issuerUrl(options.issuer);
  const path = pathOf(issuer);
  const tls = issuer.protocol === 'https:';
  return {
    issuer: options.issuer,
    identifier: options.issuer,
    origin: issuer.origin,
    path,
    tls,
    cookies: cookieNames(tls, issuer.port, path),
    realm: options.realm ?? issuer.host + path,
    lifetimes: lifetimesOf(options),
    pkceOptionalForConfidentialClients: options.dangerouslyAllowConfidentialClientsWithoutPkce === true,
    tokenFormat: tokenFormat(options.tokens?.format ?? 'opaque'),
    tokenBytes: bytes('tokens.bytes', options.tokens?.bytes, 256),
    clientIdBytes: bytes('credentials.clientId', options.credentials?.clientId, 128),
    clientSecretBytes: bytes('credentials.clientSecret', options.credentials?.clientSecret, 128),
    tokenTypes: named('tokenTypes', options.tokenTypes ?? ['bearer'], tokenTypes),
    bearerMethods: bearerMethodsOf(options.bearerMethods),
    requireState: options.requireState ?? false,
    clockTolerance: 0,
    sslOnly: options.sslOnly ?? tls,
    missingRedirectUri: missingRedirectUri(options.missingRedirectUri),
    responseTypes: named('responseTypes', options.responseTypes ?? ['code'], responseTypes),
    partialConsent: options.partialConsent ?? true,
    resources: resolveResources(options.resources),
    origins: new Set((options.origins ?? []).map(checkedOrigin)),
    ...limitsOf(options.limits),
    clientAssertionLifetime: assertionLifetime(options.clientAssertionLifetime ?? '5m'),
    fetchable: { loopback: options.dangerouslyAllowDocumentsOnLoopback === true },
    serviceTimeout: milliseconds(options.serviceTimeout ?? 5000),
    cleanup: cleanupOf(options.cleanup),
    clientCache: clientCache(options.clientCache ?? 0),
  };
}

function lifetimesOf({ tokens = {}, sessions = {} }: ProtocolOptions): Settings['lifetimes'] {
  const refreshToken = seconds(tokens.refreshToken ?? '30d', 'tokens.refreshToken');
  return {
    code: codeLifetime(tokens.code ?? 60),
    accessToken: seconds(tokens.accessToken ?? '10m', 'tokens.accessToken'),
    refreshToken,
    refreshTokenIdle:
      tokens.refreshTokenIdle === undefined ? refreshToken : seconds(tokens.refreshTokenIdle, 'tokens.refreshTokenIdle'),
    reuseInterval: tokens.reuseInterval === 0 ? 0 : seconds(tokens.reuseInterval ?? 10, 'tokens.reuseInterval'),
    login: seconds(sessions.login ?? '12h', 'sessions.login'),
    interaction: seconds(sessions.interaction ?? '10m', 'sessions.interaction'),
  };
}

function cleanupOf(cleanup: ProtocolOptions['cleanup']): Settings['cleanup'] {
  if (cleanup === false) return undefined;
  const batch = cleanup?.batch ?? 1000;
  if (!Number.isInteger(batch) || batch < 1)
    throw new TypeError(`cleanup.batch is ${JSON.stringify(batch)}; give a positive whole number of rows.`);
  return { every: seconds(cleanup?.every ?? '10m', 'cleanup.every'), batch };
}

function issuerUrl(text: unknown): URL {
  if (typeof text !== 'string' || !parseUrl(text)) {
    throw new TypeError(
      `issuer is ${JSON.stringify(text)}; give the URL that clients know the server by, for example 'https://auth.example.com'.`,
    );
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname)))
    throw new TypeError(`issuer is ${text}; use https. Plain http is for a loopback host only, such as http://localhost:3000.`);
  if (url.search || url.hash || text.includes('?') || text.includes('#') || url.username || url.password) {
    throw new TypeError(`issuer is ${text}; it may have no query, fragment or credentials (RFC 8414 section 2).`);
  }
  // Clients compare it byte by byte (RFC 8414 section 3.3), some after they have parsed it: both have to see the same.
  const written = url.origin + pathOf(url);
  if (text === written) return url;
  throw new TypeError(`issuer is ${text}; write it without a trailing slash, as ${written}.`);
}

/** Without empty parts, and without a slash at its end. */
function pathOf(issuer: URL): string {
  return issuer.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '');
}

function codeLifetime(duration: Duration): number {
  const lifetime = seconds(duration, 'tokens.code');
  if (lifetime <= tenMinutes) return lifetime;
  throw new TypeError(
    `tokens.code is ${JSON.stringify(duration)}; a code may live 10 minutes at most (RFC 6749 section 4.1.2). 60 s is the default.`,
  );
}

/** @throws TypeError that names the option */
export function bearerMethodsOf(methods: readonly BearerMethod[] = ['header']): ReadonlySet<BearerMethod> {
  return named('bearerMethods', methods, allBearerMethods);
}

function limitsOf(limits: ProtocolOptions['limits'] = {}) {
  if (limits === false) return { loginFailuresPerMinute: 0, clientFailuresPerMinute: 0 };
  return {
    loginFailuresPerMinute: perMinute(limits.login ?? '10/min', 'limits.login'),
    clientFailuresPerMinute: perMinute(limits.token ?? '20/min', 'limits.token'),
  };
}

function assertionLifetime(duration: Duration): number {
  const lifetime = seconds(duration, 'clientAssertionLifetime');
  if (lifetime <= 3600) return lifetime;
  throw new TypeError(`clientAssertionLifetime is ${JSON.stringify(duration)}; an assertion may live 60 minutes at most.`);
}

function clientCache(duration: Duration): number {
  const limit = duration === 0 ? 0 : seconds(duration, 'clientCache');
  if (limit <= 60) return limit;
  throw new TypeError(
    `clientCache is ${JSON.stringify(duration)}; a client may be remembered for a minute at most, because so long one that was removed is accepted elsewhere.`,
  );
}

function named<T extends string>(option: string, names: readonly T[], known: readonly T[]): ReadonlySet<T> {
  if (names.length > 0 && names.every(name => known.includes(name))) return new Set(names);
  throw new TypeError(`${option} has ${JSON.stringify(names)}; name one or more of ${known.join(', ')}.`);
}

function milliseconds(limit: number): number {
  if (Number.isFinite(limit) && limit >= 50) return limit;
  throw new TypeError(
    `serviceTimeout is ${JSON.stringify(limit)}; it counts milliseconds, unlike the other options: give 50 or more. 5000 is the default.`,
  );
}

function checkedOrigin(origin: string): string {
  if (parseUrl(origin)?.origin === origin) return origin;
  throw new TypeError(
    `origins has ${JSON.stringify(origin)}; write an origin without a path or a trailing slash, for example 'https://app.example'.`,
  );
}

function bytes(option: string, count: number | undefined = 32, most: number): number {
  if (Number.isInteger(count) && count >= 32 && count <= most) return count;
  // A text may be a secret, for which credentials.clientSecret is mistaken.
  const shown = typeof count === 'number' ? count : kindOf(count);
  throw new TypeError(`${option} is ${shown}; give a whole number from 32, the default, to ${most}.`);
}

function tokenFormat(format: 'opaque' | 'jwt'): 'opaque' | 'jwt' {
  if (format === 'opaque' || format === 'jwt') return format;
  throw new TypeError(`tokens.format is ${JSON.stringify(format)}; write 'opaque' or 'jwt'.`);
}

function missingRedirectUri(uri: string | undefined): string | undefined {
  if (uri === undefined || uri.startsWith('/') || parseUrl(uri)) return uri;
  throw new TypeError(`missingRedirectUri is ${JSON.stringify(uri)}; give a path such as '/oauth/missing', or a URL.`);
}
