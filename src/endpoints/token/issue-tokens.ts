import type { Client } from '../../core/client';
import { bindContext, type ServerContext } from '../../core/context';
import { randomValue, sha256 } from '../../core/crypto';
import type { Duration } from '../../core/duration';
import { invalidGrant, invalidScope, invalidTarget, serverError } from '../../core/errors';
import type { Extension } from '../../core/extension';
import type { Params } from '../../core/params';
import type { OAuthRequest } from '../../core/request';
import type { Scopes } from '../../core/scope';
import type { TokenTypeName } from '../../core/settings';
import type { Write } from '../../core/statement';
import { findAccessToken, insertAccessToken, insertFamily, insertRefreshToken } from '../../core/statements/tokens';
import { UnitRefused } from '../../core/storage';
import { refuseNamesake } from '../../core/subject';
import type { User } from '../../core/user';
import type { Granted } from '../../grants/grant';
import { generatedValue } from '../../tokens/generated-value';
import { addedClaims, expiresIn } from '../../tokens/said';
import { TokenContext } from '../../tokens/token-context';
import type { TokenGenerator } from '../../tokens/token-generator';
import { TokenResponse } from '../../tokens/token-response';
import { issuedTypes } from '../../tokens/types/types';
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

interface Parts extends Omit<AllParts, 'scopes'> {
  readonly audience: readonly string[];
  readonly scopes: Scopes;
  readonly tokenType: TokenTypeName;
}

/** The family that the new tokens belong to, and when its last refresh token has to end (milliseconds since the epoch). */
interface Family {
  readonly id: string;
  readonly expiresAt: number;
  /** Undefined where it exists already. */
  readonly birth?: Write;
}

/**
 * Makes the tokens and commits them together with what they were bought with, in one unit: either the code is spent and the
 * tokens exist, or neither. Everything that the application plugs in is asked before, so nothing of it can split the unit.
 */
export async function issueTokens(context: ServerContext, generator: TokenGenerator, issuance: Issuance): Promise<TokenResponse> {
  const { granted, client, grantType } = issuance;
  const parts = await partsOf(context, issuance);
  if (granted.repeats) return forSame(context, parts, await granted.repeats());
  const { response, unit } = await prepareTokens(context, generator, issuance, parts);
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
 * Nor has it more scopes than are asked for.
 */
async function forSame(context: ServerContext, { audience, scopes }: Parts, response: TokenResponse): Promise<TokenResponse> {
  const token = await context.storage.first(findAccessToken.with({ hash: sha256(response.access_token) }));
  const before = new Set(token?.audience);
  if (before.size !== audience.length || !audience.every(uri => before.has(uri)))
    throw invalidTarget('The refresh token was used for another resource; use the one that was given for it');
  if (response.scope.split(' ').every(name => scopes.has(name))) return response;
  throw invalidScope('The refresh token was used for more scopes; use the one that was given for it');
}

/** Makes the tokens and the unit that stores them, without committing it. */
export async function prepareTokens(
  context: ServerContext,
  generator: TokenGenerator,
  issuance: Issuance,
  given?: Parts,
): Promise<{ response: TokenResponse; unit: readonly Write[] }> {
  const { granted, client, grantType, lifetime } = issuance;
  const parts = given ?? (await partsOf(context, issuance));
  const { audience, scopes, tokenType, claims } = parts;
  const issuedAt = context.clock.now();
  const facts = { client, user: granted.user, scopes, grantType, audience, tokenType, claims, lifetime, issuedAt };
  const tokenContext = bindContext(new TokenContext(facts), context);
  const made = await newTokens(context, generator, issuance, tokenContext);
  return { response: made.response, unit: unitOf(context, granted, parts, tokenContext, made) };
}

/** What the tokens are like, as the extensions and the endpoint have it. */
async function partsOf(context: ServerContext, issuance: Issuance): Promise<Parts> {
  const { client, grantType, granted, asked } = issuance;
  const { user, scopes, audience, kept = {} } = granted;
  refuseNamesake(client, user, 'invalid_grant');
  const added: AllParts = asked
    ? await tokenParts(context, asked.extensions, {
        about: { http: asked.http, params: asked.params, client, grantType, user, scopes, audience },
        kept,
        proofs: asked.proofs,
      })
    : { claims: {}, kept };
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

/** The answer to the client, and what binds its access token to the holder. */
interface Made {
  readonly response: TokenResponse;
  readonly confirmation: string | null;
}

async function newTokens(
  context: ServerContext,
  generator: TokenGenerator,
  issuance: Issuance,
  tokenContext: TokenContext,
): Promise<Made> {
  const limit = context.settings.serviceTimeout;
  const response = new TokenResponse();
  response.scope = tokenContext.scopes.toString();
  response.expires_in = expiresIn(generator, tokenContext);
  response.access_token = await generatedValue(limit, 'TokenGenerator.accessToken', generator.accessToken(tokenContext));
  const type = issuedTypes[tokenContext.tokenType as TokenTypeName];
  const members = type.issue(response.access_token, tokenContext.claims);
  response.token_type = type.label;
  Object.assign(response, members.response);
  if (isRefreshable(issuance)) {
    response.refresh_token = await generatedValue(limit, 'TokenGenerator.refreshToken', generator.refreshToken(tokenContext));
  }
  // One value for both would let either be used for the other.
  if (response.refresh_token === response.access_token)
    throw serverError({ hint: 'TokenGenerator made one value for both tokens.' });
  return { response, confirmation: members.confirmation };
}

/** RFC 6749 section 4.4.3: without a user there is nothing to refresh. */
function isRefreshable({ granted, client, refreshOffered }: Issuance): boolean {
  return refreshOffered && granted.user !== undefined && granted.refreshable !== false && client.hasGrantType('refresh_token');
}

/** What stores the tokens, in the order in which it is written: the spent grant, the new family, the tokens. */
function unitOf(
  context: ServerContext,
  granted: Granted,
  { audience, scopes, tokenType, claims, kept }: Parts,
  tokenContext: TokenContext,
  { response, confirmation }: Made,
): Write[] {
  const { user } = granted;
  const { clientId } = tokenContext.client;
  const now = tokenContext.issuedAt;
  const family = user && familyOf(context, granted, tokenContext.client, user, now);
  const unit: Write[] = [];
  if (granted.spends) unit.push(...granted.spends(response));
  if (family?.birth) unit.push(family.birth);
  const access = insertAccessToken.with({
    hash: sha256(response.access_token),
    clientId,
    userId: user?.id ?? null,
    familyId: family?.id ?? null,
    tokenType,
    confirmation,
    scope: scopes.toString(),
    audience,
    claims: Object.assign({}, addedClaims(tokenContext), claims),
    issuedAt: now,
    expiresAt: now + response.expires_in * 1000,
    revokedAt: null,
  });
  unit.push(access);
  if (response.refresh_token === undefined || !user || !family) return unit;
  const refresh = insertRefreshToken.with({
    hash: sha256(response.refresh_token),
    clientId,
    userId: user.id,
    familyId: family.id,
    scope: granted.refreshScope ?? granted.scopes.toString(),
    audience,
    issuedAt: now,
    expiresAt: Math.min(family.expiresAt, now + context.settings.lifetimes.refreshTokenIdle * 1000),
    rotatedAt: null,
    successor: null,
    kept,
  });
  unit.push(refresh);
  return unit;
}

function familyOf(context: ServerContext, granted: Granted, client: Client, user: User, now: number): Family {
  const { authentication = {} } = granted;
  const id = granted.family?.id ?? randomValue();
  const expiresAt =
    granted.family?.expiresAt ?? now + (client.tokens.refreshToken ?? context.settings.lifetimes.refreshToken) * 1000;
  if (granted.family?.exists) return { id, expiresAt };
  const row = { id, clientId: client.clientId, userId: user.id, createdAt: now, expiresAt, revokedAt: null, authentication };
  return { id, expiresAt, birth: insertFamily.with(row) };
}
