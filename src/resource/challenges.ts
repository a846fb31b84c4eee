import type { ResourceSettings, TokenTypeName } from '../core/settings';
import { common } from './rule';
import type { ChallengeFacts } from './token-type';
import { tokenTypes } from './types';

/** Those of the server that each of the narrower sets has too; undefined narrows nothing. */
export function acceptedTypes(
  { tokenTypes: all }: ResourceSettings,
  rule?: readonly TokenTypeName[],
  authenticator?: readonly TokenTypeName[],
): readonly TokenTypeName[] {
  const types = listOf(all);
  const some = common(rule, authenticator);
  return some === undefined ? types : types.filter(name => some.includes(name));
}

const lists = new WeakMap<ReadonlySet<TokenTypeName>, readonly TokenTypeName[]>();

function listOf(types: ReadonlySet<TokenTypeName>): readonly TokenTypeName[] {
  const known = lists.get(types);
  if (known) return known;
  const list = [...types];
  lists.set(types, list);
  return list;
}

/** The value of WWW-Authenticate: a challenge for each token type that is accepted (RFC 9110 section 11.6.1). */
export function challenges(
  settings: ResourceSettings,
  facts: Omit<ChallengeFacts, 'realm'>,
  accepted: readonly TokenTypeName[] = acceptedTypes(settings),
): string {
  const { error } = facts;
  const all = accepted.map(name => tokenTypes[name]);
  const concerned = all.filter(({ errors }) => error && errors?.includes(error.code));
  const told = concerned.length > 0 ? concerned : all;
  return told.map(type => type.challenge({ realm: settings.realm, ...facts })).join(', ');
}
