import type { AccessToken } from '../core/access-token';
import { type Awaitable, after } from '../core/awaitable';
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
  authenticate(request: OAuthRequest, required?: Scope): Awaitable<AccessToken | undefined> {
    const context = resourceContextOf(request);
    const presented = onlyToken(request, context, acceptedTypes(context.settings, this.tokenTypes));
    return after(presented, one => one && after(provenToken(request, one, context), token => sufficient(token, required)));
  }
}

function sufficient(token: AccessToken, required: Scope | undefined): AccessToken {
  if (required !== undefined && !token.scopes.has(required)) throw new InsufficientScopeError(required);
  return token;
}

function onlyToken(
  request: OAuthRequest,
  context: ResourceContext,
  accepted: readonly TokenTypeName[],
): Awaitable<Presented | undefined> {
  const [name, another] = accepted;
  if (name === undefined || another !== undefined) return onlyOneOf(accepted, request, context);
  const type = tokenTypes[name];
  return after(type.present(request, context), value => (value === undefined ? undefined : { type, value }));
}

/** RFC 6750 section 2: one way to present a token, and one type of it. */
async function onlyOneOf(
  accepted: readonly TokenTypeName[],
  request: OAuthRequest,
  context: ResourceContext,
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

function provenToken(request: OAuthRequest, { type, value }: Presented, context: ResourceContext): Awaitable<AccessToken> {
  const { tokens, settings } = context;
  const found = within(settings.serviceTimeout, 'BearerTokens.find', tokens.find(value, request));
  return after(found, token => {
    // One text for unknown, expired, revoked, and of another type.
    if (!token || token.type !== type.name) throw unusable(token);
    return after(type.prove(request, token, context), () => welcome(request, token, context));
  });
}

/** What the application itself says of a token that is good. */
function welcome(request: OAuthRequest, token: AccessToken, { tokens, settings }: ResourceContext): Awaitable<AccessToken> {
  const limit = settings.serviceTimeout;
  return after(yesOrNo(limit, 'BearerTokens.isRevoked', tokens.isRevoked(token)), revoked => {
    if (revoked) throw unusable();
    return after(yesOrNo(limit, 'BearerTokens.isAcceptable', tokens.isAcceptable(request, token)), acceptable => {
      if (acceptable) return token;
      throw invalidRequest('The request is not acceptable');
    });
  });
}

/** What it is otherwise, the log alone is told: whoever sends a stolen one need not know that it lives. */
function unusable(token?: AccessToken): Error {
  const bound =
    token?.type === 'dpop' ? 'It is bound to a key of the client (RFC 9449): send it as DPoP, with a proof.' : undefined;
  return invalidToken('The access token is unknown, expired or revoked', { hint: bound });
}
