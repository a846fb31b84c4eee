import { kindOf } from '../core/kind-of';
import type { ClientChanges } from './client-changes';
import type { ClientInput } from './client-input';
import { mendOf } from './misspelt-grant';

/** What a member is; `any` where it is looked at elsewhere, or may be several things. */
type Kind = 'list' | 'secret' | 'any';
type Kinds<T> = Readonly<Record<keyof T, Kind>>;

const changes: Kinds<ClientChanges> = {
  ...{ name: 'any', description: 'any', owner: 'any', public: 'any', trusted: 'any', tokens: 'any' },
  ...{ redirectUris: 'list', scopes: 'list', grantTypes: 'list' },
};
const input: Kinds<ClientInput> = {
  ...changes,
  ...{ clientId: 'any', clientSecret: 'secret', logoUri: 'any', authMethod: 'any', metadata: 'any' },
  ...{ jwks: 'any', jwksUri: 'any', signingAlgorithm: 'any', introspects: 'any', resources: 'list' },
  ...{ requirePushedAuthorizationRequests: 'any', dpopBoundAccessTokens: 'any' },
};
const changedTokens: Kinds<NonNullable<ClientChanges['tokens']>> = { accessToken: 'any', refreshToken: 'any' };
const tokens: Kinds<NonNullable<ClientInput['tokens']>> = { ...changedTokens, type: 'any', format: 'any' };

/** The members that can be named, those of the group tokens too. */
interface Table {
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly tokens: Readonly<Record<string, Kind>>;
  /** What is said of a name that is not among them. */
  readonly none: string;
  /** What is said before their list. */
  readonly all: string;
}

const registered: Table = { kinds: input, tokens, none: 'which is none', all: 'the members are' };
const changed: Table = {
  ...{ kinds: changes, tokens: changedTokens },
  ...{ none: 'which update() does not change', all: 'it changes' },
};

/**
 * The members of a client, for whoever writes them without types: of a misspelt one nothing would be registered.
 * @throws TypeError that names the client, the member and the mend
 */
export function checkMembers(given: ClientInput): void {
  check(`Client ${idOf(given)}`, given, registered);
}

/** The same of what is said anew. @throws TypeError that names the client, the member and the mend */
export function checkChanges(clientId: string, given: ClientChanges): void {
  check(`Client ${clientId}`, given, changed);
}

function idOf(given: unknown): string {
  const id = (given as Partial<ClientInput> | null | undefined)?.clientId;
  return typeof id === 'string' ? id : '(new)';
}

function check(client: string, given: object, table: Table): void {
  if (!isObject(given)) throw new TypeError(`${client} is described by ${kindOf(given)}; give an object.`);
  each(client, '', given, table.kinds, table);
  const group: unknown = (given as Partial<ClientInput>).tokens;
  if (group === undefined) return;
  if (!isObject(group)) throw new TypeError(`${client} has tokens: ${shown(group)}; give an object: { accessToken: '10m' }.`);
  each(client, 'tokens.', group, table.tokens, table);
}

function each(client: string, prefix: string, given: object, kinds: Readonly<Record<string, Kind>>, { none, all }: Table): void {
  const known = Object.keys(kinds);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined)
      throw new TypeError(`${client} has the member ${prefix}${name}, ${none}; ${mendOf(name, prefix, known, all)}.`);
    checkKind(client, name, value, kind);
  }
}

function checkKind(client: string, name: string, value: unknown, kind: Kind): void {
  if (kind === 'list' && !isList(value))
    throw new TypeError(`${client} has ${name}: ${shown(value)}; give a list of texts: ['…'].`);
  if (kind === 'secret' && typeof value !== 'string')
    throw new TypeError(`${client} has ${name}: ${kindOf(value)}; give a text, or leave it out.`);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): boolean => Array.isArray(value) && value.every(one => typeof one === 'string');

/** A list or an object may hold a secret, and is not shown. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list of something else';
  return isObject(value) ? 'an object' : String(JSON.stringify(value) ?? typeof value);
}
