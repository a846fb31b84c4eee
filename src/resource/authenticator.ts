import type { AccessToken } from '../core/access-token';
import { type ResourceContext, resourceContextOf } from '../core/context';
import { within } from '../core/deadline';
import { invalidRequest, invalidToken } from '../core/errors';
import { InsufficientScopeError } from '../core/insufficient-scope-error';
import type { OAuthRequest } from '../core/request';
import type { Scope } from '../core/scope';
import type { TokenTypeName } from '../core/settings';
import { yesOrNo } from '../core/yes-or-no';
import { acceptedTypes } from './challenges';
import type { TokenType } from './token-type';
import { tokenTypes } from './types';

interface Presented {
  readonly type: TokenType;
  readonly value: string;
}

/**
 * Says which access token a request carries. `@OAuthScope` is a thin guard around it. Replaceable in TypeDI, for example to
 * accept API keys next to bearer tokens.
 */
export class Authenticator {
  /** The token types that it accepts, of those that the server accepts. Undefined: all of them. */
  readonly tokenTypes?: readonly TokenTypeName[];

  /**
   * @param required what the token has to have, as a scope or an expression of anyOf and allOf
   * @returns the living token; undefined when the request carries no credentials
   * @throws OAuthError invalid_token when it carries bad ones, invalid_request when it carries them twice, insufficient_scope
   */
  async authenticate(request: OAuthRequest, required?: Scope): Promise<AccessToken | undefined> {
    const context = resourceContextOf(request);
    const presented = await onlyToken(request, context, acceptedTypes(context.settings, this.tokenTypes));
    if (!presented) return undefined;
    const token = await provenToken(request, presented, context);
    if (required !== undefined && !token.scopes.has(required)) throw new InsufficientScopeError(required);
    return token;
  }
}

/** RFC 6750 section 2: one way to present a token, and one type of it. */
async function onlyToken(
  request: OAuthRequest,
  context: ResourceContext,
  accepted: readonly TokenTypeName[],
): Promise<Presented | undefined> {
  const found: Presented[] = [];
  for (const name of accepted) {
    const type = tokenTypes[name];
    const value = await type.present(request, context);
    if (value !== undefined) found.push({ type, value });
  }
  if (found.length > 1) throw invalidRequest('The request carries an access token in more than one way');
  return found[0];
}

async function provenToken(request: OAuthRequest, { type, value }: Presented, context: ResourceContext): Promise<AccessToken> {
  const { tokens, settings } = context;
  const limit = settings.serviceTimeout;
  const token = await within(limit, 'BearerTokens.find', tokens.find(value, request));
  // One text for unknown, expired, revoked, and of another type.
  if (!token || token.type !== type.name) throw unusable();
  await type.prove(request, token, context);
  if (await yesOrNo(limit, 'BearerTokens.isRevoked', tokens.isRevoked(token))) throw unusable();
  if (await yesOrNo(limit, 'BearerTokens.isAcceptable', tokens.isAcceptable(request, token))) return token;
  throw invalidRequest('The request is not acceptable');
}

const unusable = () => invalidToken('The access token is unknown, expired or revoked');
