import { AccessToken } from '../../core/access-token';
import { Client } from '../../core/client';
import type { ScopeDirectory } from '../../core/context';
import { User } from '../../core/user';
import { jktOf } from '../../tokens/confirmation';

/** What an authorization server says of a token, in the names of RFC 7519, RFC 9068 and RFC 7662. Nothing in it is checked yet. */
export type Claims = Readonly<Record<string, unknown>>;

/** The facts that guards rely on. Instants in seconds since the epoch. */
export interface ToldFacts {
  readonly type: string;
  readonly clientId: string;
  /** Undefined: the client acts for itself. */
  readonly userId?: string;
  /** Names with a blank between them. */
  readonly scope: string;
  readonly audience: readonly string[];
}

/** The facts, if the claims are of the right kinds; undefined for what is no access token that guards could understand. */
export function factsOf(claims: Claims): ToldFacts | undefined {
  const { sub, client_id: clientId, aud, scope = '', username } = claims;
  const type = typeOf(claims);
  const audience = typeof aud === 'string' ? [aud] : (aud ?? []);
  if (!isName(clientId) || !(sub === undefined || isName(sub))) return undefined;
  if (typeof scope !== 'string' || !Array.isArray(audience) || !audience.every(one => typeof one === 'string')) return undefined;
  // RFC 7662 section 2.2 asks for no sub. Who names a user without one does not speak of a client that acts for itself.
  if (sub === undefined && isName(username)) return undefined;
  // RFC 9068 section 2.2: a client that acts for itself is its own subject, and never a user (RFC 9700 section 4.15).
  const userId = sub === undefined || sub === clientId ? undefined : sub;
  return { type, clientId, userId, audience, scope: withoutMoreBlanks(scope) };
}

const moreBlanks = /^ | $| {2}/;
const withoutMoreBlanks = (scope: string): string =>
  moreBlanks.test(scope) ? scope.split(' ').filter(Boolean).join(' ') : scope;

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * The token type. A token that is bound to its holder in a way that is not known here is of none that is accepted: to take it
 * for a bearer token would let in whoever has stolen it.
 */
function typeOf(claims: Claims): string {
  const { cnf, token_type: told } = claims;
  const name = told === undefined ? undefined : String(told).toLowerCase();
  if (cnf === undefined) return name ?? 'bearer';
  const isKeyAlone = jktOf(claims) !== undefined && Object.keys(Object(cnf)).length === 1;
  return isKeyAlone && (name === undefined || name === 'dpop') ? 'dpop' : 'unknown';
}

/** What is kept of a token. */
export interface Told {
  readonly claims: Claims;
  readonly facts: ToldFacts;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const cannotRevoke = async (): Promise<never> => {
  throw new TypeError('A resource server cannot revoke a token; ask the revocation endpoint of its authorization server.');
};

/**
 * Made anew for each request, so that no handler can change what another one reads.
 * @param id the hash of the value
 */
export function toldToken(id: string, value: string, told: Told, scopes: ScopeDirectory): AccessToken {
  const { claims: shared, facts, issuedAt, expiresAt } = told;
  const claims = copyOf(shared);
  return new AccessToken({
    id,
    value,
    type: facts.type,
    scopes: scopes.ofText(facts.scope),
    client: toldClient(facts.clientId),
    user: facts.userId === undefined ? undefined : toldUser(facts.userId, claims),
    audience: [...facts.audience],
    issuedAt,
    expiresAt,
    claims,
    revoke: cannotRevoke,
  });
}

/** The id is all that is known of a user here, unless the token tells a name. Without one the id stands for it. */
function toldUser(id: string, claims: Record<string, unknown>): User {
  const { username, preferred_username: preferred } = claims;
  const user = new User();
  user.id = id;
  user.username = isName(username) ? username : isName(preferred) ? preferred : id;
  user.claims = claims;
  return user;
}

/** Of a client nothing but its id is known here; the rest is empty, and it can do nothing. */
function toldClient(clientId: string): Client {
  return new Client({
    clientId,
    name: clientId,
    description: '',
    owner: null,
    logoUri: null,
    authMethod: 'unknown',
    secrets: [],
    redirectUris: [],
    grantTypes: [],
    scope: '',
    trusted: false,
    tokens: {},
    protocol: {},
    metadata: {},
    createdAt: 0,
  });
}

/** Claims are JSON; most of them are text. */
function copyOf(claims: Claims): Record<string, unknown> {
  const copy = { ...claims };
  for (const name in copy) {
    const value = copy[name];
    if (typeof value === 'object' && value !== null) copy[name] = cloneOf(value);
  }
  return copy;
}

/** Most of what is no text is a list of texts, such as the audience, or has nothing but texts, such as the confirmation. */
function cloneOf(value: object): unknown {
  if (Object.values(value).some(one => typeof one === 'object')) return structuredClone(value);
  return Array.isArray(value) ? [...value] : { ...value };
}
