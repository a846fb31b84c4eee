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
export async function proofsOf(
  context: ServerContext,
  extensions: readonly Extension[],
  request: ClientRequest,
): Promise<Proofs> {
  const proofs = new Map<Extension, unknown>();
  for (const extension of having(extensions, 'tokenRequest')) {
    const work = extension.tokenRequest(request);
    proofs.set(extension, await within(context.settings.serviceTimeout, `${extension.name}.tokenRequest`, work));
  }
  return proofs;
}

/** Asks every extension what the tokens are like. */
export async function tokenParts(
  context: ServerContext,
  extensions: readonly Extension[],
  asked: Omit<AskedTokens, 'kept' | 'proof'>,
  { kept, proofs }: { kept: Kept; proofs: Proofs },
): Promise<AllParts> {
  const all: AllParts[] = [{ claims: {}, kept }];
  for (const extension of having(extensions, 'issue')) {
    const { name } = extension;
    const work = extension.issue({ ...asked, kept: kept[name], proof: proofs.get(extension) });
    const parts = await within(context.settings.serviceTimeout, `${name}.issue`, work);
    if (parts) all.push({ ...parts, claims: parts.claims ?? {}, kept: parts.keep === undefined ? {} : { [name]: parts.keep } });
  }
  return {
    audience: onlyOne(all, 'audience'),
    scopes: onlyOne(all, 'scopes'),
    tokenType: onlyOne(all, 'tokenType'),
    claims: merged(all.map(({ claims }) => claims)),
    kept: Object.assign({}, ...all.map(parts => parts.kept)),
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
