import { type Awaitable, after, inTurn } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import { within } from '../../core/deadline';
import { serverError } from '../../core/errors';
import type { AskedTokens, ClientRequest, Extension, TokenParts } from '../../core/extension';
import { having } from '../../core/hooks';
import type { Kept } from '../../core/model';

/** What each extension's `tokenRequest` answered. */
export type Proofs = ReadonlyMap<Extension, unknown>;
export const noProofs: Proofs = new Map();

/** What all extensions add to the tokens, put together. */
export interface AllParts extends Omit<TokenParts, 'keep'> {
  readonly claims: Readonly<Record<string, unknown>>;
  /** For the refresh token. */
  readonly kept: Kept;
}

/** The checks of a token request that come ahead of its grant. */
export function proofsOf(context: ServerContext, extensions: readonly Extension[], request: ClientRequest): Awaitable<Proofs> {
  let proofs: Map<Extension, unknown> | undefined;
  const all = inTurn(having(extensions, 'tokenRequest'), extension => {
    const work = extension.tokenRequest(request);
    return after(within(context.settings.serviceTimeout, `${extension.name}.tokenRequest`, work), proof => {
      if (proof !== undefined) proofs = (proofs ?? new Map()).set(extension, proof);
    });
  });
  return after(all, () => proofs ?? noProofs);
}

/** What extensions are asked about, and what is known of it already. */
export interface TokenQuestion {
  readonly about: Omit<AskedTokens, 'kept' | 'proof'>;
  readonly kept: Kept;
  readonly proofs: Proofs;
}

/** Asks every extension what the tokens are like. */
export function tokenParts(
  context: ServerContext,
  extensions: readonly Extension[],
  { about, kept, proofs }: TokenQuestion,
): Awaitable<AllParts> {
  const { http, params, client, grantType, user, scopes, audience } = about;
  const all = inTurn(having(extensions, 'issue'), extension => {
    const { name } = extension;
    const proof = proofs.get(extension);
    const work = extension.issue({ http, params, client, grantType, user, scopes, audience, kept: kept[name], proof });
    return after(within(context.settings.serviceTimeout, `${name}.issue`, work), parts => parts && allOf(name, parts));
  });
  return after(all, answers => {
    const given = answers.filter(parts => parts !== undefined);
    return given.length === 0 ? { claims: {}, kept } : together(given, kept);
  });
}

function allOf(name: string, { audience, scopes, tokenType, claims, keep }: TokenParts): AllParts {
  return { audience, scopes, tokenType, claims: claims ?? {}, kept: keep === undefined ? {} : { [name]: keep } };
}

function together(given: readonly AllParts[], kept: Kept): AllParts {
  return {
    audience: onlyOne(given, 'audience'),
    scopes: onlyOne(given, 'scopes'),
    tokenType: onlyOne(given, 'tokenType'),
    claims: merged(given.map(({ claims }) => claims)),
    kept: Object.assign({}, kept, ...given.map(parts => parts.kept)),
  };
}

function onlyOne<K extends 'audience' | 'scopes' | 'tokenType'>(all: readonly AllParts[], part: K): AllParts[K] {
  const given = all.map(parts => parts[part]).filter(value => value !== undefined);
  if (given.length > 1) throw serverError({ hint: `Two extensions decide the ${part} of a token; one has to.` });
  return given[0];
}

function merged(all: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const [name, value] of all.flatMap(one => Object.entries(one))) {
    if (Object.hasOwn(claims, name)) throw serverError({ hint: `Two extensions give a token the claim ${name}; one has to.` });
    claims[name] = value;
  }
  return claims;
}
