import { kindOf } from '../core/kind-of';
import type { CredentialOptions, LimitOptions, SessionOptions, TokenOptions } from '../core/settings';
import { mendOf } from '../server/misspelt-grant';
import type { KeysOptions } from '../tokens/keys/options';
import type { OAuthOptions } from './options';

/** What an option is; `any` where it is looked at elsewhere, or may be several things. */
type Kind = 'list' | 'object' | 'yes or no' | 'framework' | 'proxies' | 'any';
type Kinds<T> = Readonly<Record<keyof T, Kind>>;

const top: Kinds<OAuthOptions> = {
  ...{ issuer: 'any', realm: 'any', missingRedirectUri: 'any', clientAssertionLifetime: 'any', clientCache: 'any' },
  ...{ serviceTimeout: 'any', database: 'any', storage: 'any', logger: 'any', clock: 'any', framework: 'framework' },
  ...{ trustProxy: 'proxies', admin: 'any', limits: 'any', cleanup: 'any' },
  ...{ tokens: 'object', sessions: 'object', credentials: 'object', keys: 'object', scopes: 'object', resources: 'object' },
  ...{ pages: 'object', endpointPaths: 'object' },
  ...{ tokenTypes: 'list', bearerMethods: 'list', responseTypes: 'list', origins: 'list', grants: 'list', extensions: 'list' },
  ...{ clients: 'list', users: 'list', controllers: 'list', services: 'list' },
  ...{ requireState: 'yes or no', sslOnly: 'yes or no', partialConsent: 'yes or no' },
  ...{ dangerouslyAllowConfidentialClientsWithoutPkce: 'yes or no', dangerouslyAllowDocumentsOnLoopback: 'yes or no' },
};
const tokens: Kinds<TokenOptions> = {
  ...{ code: 'any', accessToken: 'any', refreshToken: 'any', refreshTokenIdle: 'any', format: 'any', bytes: 'any' },
  reuseInterval: 'any',
};
const sessions: Kinds<SessionOptions> = { login: 'any', interaction: 'any' };
const credentials: Kinds<CredentialOptions> = { clientId: 'any', clientSecret: 'any' };
const limits: Kinds<LimitOptions> = { login: 'any', token: 'any' };
const cleanup: Kinds<Exclude<OAuthOptions['cleanup'], false | undefined>> = { every: 'any', batch: 'any' };
const keys: Kinds<KeysOptions> = { algorithm: 'any', rotate: 'any', encryptWith: 'any', jwks: 'object', signer: 'any' };
const within = { tokens, sessions, credentials, limits, cleanup, keys };

/**
 * The names and kinds of options, for whoever writes them without types: a misspelt one would leave a default in force.
 * @throws TypeError that names the option and the mend
 */
export function checkOptions(options: OAuthOptions): void {
  if (!isKind(options.scopes, 'object'))
    throw new TypeError(
      `scopes is ${shown('scopes', options.scopes)}; give an object with a sentence for each scope: { 'photos:read': 'See your photos' }.`,
    );
  check('', options, top);
  for (const [name, kinds] of Object.entries(within)) {
    const group: unknown = options[name as keyof typeof within];
    if (group === undefined || group === false) continue;
    if (!isKind(group, 'object')) throw new TypeError(`${name} is ${shown(name, group)}; give an object, or false.`);
    check(`${name}.`, group as object, kinds);
  }
}

function check(prefix: string, options: object, kinds: Readonly<Record<string, Kind>>): void {
  const known = Object.keys(kinds);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined)
      throw new TypeError(`There is no option ${prefix}${name}; ${mendOf(name, prefix, known, 'the options are')}.`);
    if (!isKind(value, kind)) throw new TypeError(`${prefix}${name} is ${shown(prefix + name, value)}; give ${wanted[kind]}.`);
  }
}

const wanted: Readonly<Record<Kind, string>> = {
  ...{ list: "a list, such as ['…']", object: 'an object', 'yes or no': 'true or false', any: 'something else' },
  framework: "'express' or 'koa'",
  proxies: 'true or false, how many proxies there are, or on Express a list of their addresses',
};

function isKind(value: unknown, kind: Kind): boolean {
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'framework') return value === 'express' || value === 'koa';
  if (kind === 'proxies') return isProxies(value);
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return kind === 'any' || typeof value === 'boolean';
}

/** Of anything else it would depend on the framework who is believed. */
function isProxies(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(one => typeof one === 'string');
  return typeof value === 'boolean' || (Number.isInteger(value) && Number(value) >= 0);
}

/** The options in whose place nobody writes a secret. In that of all others, keys and users among them, a text may be one. */
const open: ReadonlySet<string> = new Set([
  ...['framework', 'trustProxy', 'scopes', 'tokens', 'sessions', 'limits', 'cleanup'],
  ...['tokenTypes', 'bearerMethods', 'responseTypes', 'grants', 'origins'],
  ...Object.entries(top).flatMap(([name, kind]) => (kind === 'yes or no' ? [name] : [])),
]);

/** A list or an object is never shown: it may hold a secret. */
function shown(name: string, value: unknown): string {
  if (!open.has(name)) return kindOf(value);
  return typeof value === 'string' ? JSON.stringify(value) : typeof value === 'number' ? String(value) : kindOf(value);
}
