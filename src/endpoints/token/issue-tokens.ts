import { type Awaitable, after } from '../../core/awaitable';
import type { Client } from '../../core/client';
import { bindContext, type ServerContext } from '../../core/context';
import { tokenHash } from '../../core/dated-value';
import type { Duration } from '../../core/duration';
import { invalidGrant, invalidScope, invalidTarget, serverError } from '../../core/errors';
import type { Extension } from '../../core/extension';
import type { Params } from '../../core/params';
import type { OAuthRequest } from '../../core/request';
import type { TokenTypeName } from '../../core/settings';
import type { Write } from '../../core/statement';
import { grace } from '../../core/statements/cleanup';
import { findAccessToken } from '../../core/statements/tokens';
import { UnitRefused } from '../../core/storage';
import { refuseNamesake } from '../../core/subject';
import type { Granted } from '../../grants/grant';
import { jktOf } from '../../tokens/confirmation';
import { generatedValue } from '../../tokens/generated-value';
import { expiresIn } from '../../tokens/said';
import { TokenContext } from '../../tokens/token-context';
import type { TokenGenerator } from '../../tokens/token-generator';
import { TokenResponse } from '../../tokens/token-response';
import { issuedTypes } from '../../tokens/types/types';
import { familyEnd, type Made, type Parts, unitOf } from './issued-unit';
import { type AllParts, type Proofs, tokenParts } from './token-hooks';

export interface Issuance {
  readonly granted: Granted;
  readonly client: Client;
  readonly grantType: string;
  /** @param proven the type that an extension has made sure of */
  tokenTypeOf(proven: string | undefined): TokenTypeName;
  /** The request, and the extensions that are asked about it. None is where a token is made by hand. */
  readonly asked?: {
    readonly http: OAuthRequest;
    readonly params: Params;
    readonly extensions: readonly Extension[];
    readonly proofs: Proofs;
  };
  /** The endpoint's own lifetime of access tokens. */
  readonly lifetime?: Duration;
  /** Whether the server offers refresh tokens at all. */
  readonly refreshOffered: boolean;
}

/**
 * Makes the tokens and commits them together with what they were bought with, in one unit: either the code is spent and the
 * tokens exist, or neither. Everything that the application plugs in is asked before, so nothing of it can split the unit.
 */
export function issueTokens(context: ServerContext, generator: TokenGenerator, issuance: Issuance): Awaitable<TokenResponse> {
  const { granted } = issuance;
  return after(partsOf(context, issuance), parts =>
    granted.repeats
      ? granted.repeats().then(again => forSame(context, parts, again))
      : after(prepared(context, generator, issuance, parts), tokens => stored(context, issuance, parts, tokens)),
  );
}

async function stored(
  context: ServerContext,
  { granted, client, grantType }: Issuance,
  parts: Parts,
  { response, unit }: Prepared,
): Promise<TokenResponse> {
  try {
    await context.storage.commit(unit);
  } catch (error) {
    if (!(error instanceof UnitRefused)) throw error;
    if (granted.refused) return forSame(context, parts, await granted.refused());
    throw invalidGrant('The grant has been used already');
  }
  context.events.emit('tokenIssued', () => {
    const at = new Date(context.clock.now());
    return { at, client, user: granted.user, grantType, scopes: [...parts.scopes] };
  });
  return response;
}

/**
 * An answer that is given again is one for the resources that are asked for now, or none: a token for others stays away from them.
 * Nor has it more scopes than are asked for, and it goes to nobody who has another key.
 */
async function forSame(
  context: ServerContext,
  { audience, scopes, tokenType, claims }: Parts,
  response: TokenResponse,
): Promise<TokenResponse> {
  const token = await context.storage.first(findAccessToken.with({ hash: tokenHash(response.access_token) }));
  const before = new Set(token?.audience);
  if (before.size !== audience.length || !audience.every(uri => before.has(uri)))
    throw invalidTarget('The refresh token was used for another resource; use the one that was given for it');
  if (token?.tokenType !== tokenType)
    throw invalidGrant('The refresh token was used for a token of another type; use the one that was given with it');
  if (jktOf(token.claims) !== jktOf(claims))
    throw invalidGrant('The refresh token was used with another key; use the one that was given with it');
  if (response.scope.split(' ').every(name => scopes.has(name))) return response;
  throw invalidScope('The refresh token was used for more scopes; use the one that was given for it');
}

/** Tokens, and the unit that stores them. */
interface Prepared {
  readonly response: TokenResponse;
  readonly unit: readonly Write[];
}

/** Makes the tokens and the unit that stores them, without committing it. */
export function prepareTokens(context: ServerContext, generator: TokenGenerator, issuance: Issuance): Awaitable<Prepared> {
  return after(partsOf(context, issuance), parts => prepared(context, generator, issuance, parts));
}

function prepared(context: ServerContext, generator: TokenGenerator, issuance: Issuance, parts: Parts): Awaitable<Prepared> {
  const { granted, client, grantType, lifetime } = issuance;
  const { audience, scopes, tokenType, claims } = parts;
  const issuedAt = context.clock.now();
  const facts = { client, user: granted.user, scopes, grantType, audience, tokenType, claims, lifetime, issuedAt };
  const tokenContext = bindContext(new TokenContext(facts), context);
  return after(newTokens(context, generator, issuance, tokenContext), made => ({
    response: made.response,
    unit: unitOf(context, granted, parts, tokenContext, made),
  }));
}

/** What the tokens are like, as the extensions and the endpoint have it. */
function partsOf(context: ServerContext, issuance: Issuance): Awaitable<Parts> {
  const { client, grantType, granted, asked } = issuance;
  const { user, scopes, audience, kept = {} } = granted;
  refuseNamesake(client, user, 'invalid_grant');
  if (!asked) return partsWith({ claims: {}, kept }, issuance);
  const question = {
    about: { http: asked.http, params: asked.params, client, grantType, user, scopes, audience },
    kept,
    proofs: asked.proofs,
  };
  return after(tokenParts(context, asked.extensions, question), added => partsWith(added, issuance));
}

function partsWith(added: AllParts, issuance: Issuance): Parts {
  const { granted } = issuance;
  const { scopes, audience } = granted;
  const granting = added.scopes ? scopes.intersect(added.scopes) : scopes;
  if (added.scopes && granting.size === 0) throw invalidScope('None of the granted scopes is one of the resource');
  return {
    audience: added.audience ?? audience ?? [],
    scopes: granting,
    claims: Object.assign({}, added.claims, granted.authentication),
    kept: added.kept,
    tokenType: issuance.tokenTypeOf(added.tokenType),
  };
}

function newTokens(
  context: ServerContext,
  generator: TokenGenerator,
  issuance: Issuance,
  tokenContext: TokenContext,
): Awaitable<Made> {
  const limit = context.settings.serviceTimeout;
  const response = new TokenResponse();
  response.scope = tokenContext.scopes.toString();
  response.expires_in = expiresIn(generator, tokenContext, longestLifetime(context, issuance, tokenContext));
  return after(generatedValue(limit, 'TokenGenerator.accessToken', generator.accessToken(tokenContext)), accessToken => {
    response.access_token = accessToken;
    const type = issuedTypes[tokenContext.tokenType as TokenTypeName];
    const { response: members, confirmation } = type.issue(accessToken, tokenContext.claims);
    response.token_type = type.label;
    Object.assign(response, members);
    const made = { response, confirmation };
    if (!isRefreshable(issuance)) return made;
    return after(generatedValue(limit, 'TokenGenerator.refreshToken', generator.refreshToken(tokenContext)), refreshToken => {
      // One value for both would let either be used for the other.
      if (refreshToken === accessToken) throw serverError({ hint: 'TokenGenerator made one value for both tokens.' });
      response.refresh_token = refreshToken;
      return made;
    });
  });
}

/**
 * In seconds. A token is asked for its family as long as it lives, so where the family ends with its last refresh token, it ends
 * with the family's row.
 */
function longestLifetime(context: ServerContext, issuance: Issuance, { client, issuedAt }: TokenContext): number {
  const { granted } = issuance;
  if (!granted.family?.exists && !isRefreshable(issuance)) return Number.POSITIVE_INFINITY;
  return Math.floor((familyEnd(context, granted, client, issuedAt) + grace - issuedAt) / 1000);
}

/** RFC 6749 section 4.4.3: without a user there is nothing to refresh. */
function isRefreshable({ granted, client, refreshOffered }: Issuance): boolean {
  return refreshOffered && granted.user !== undefined && granted.refreshable !== false && client.hasGrantType('refresh_token');
}
