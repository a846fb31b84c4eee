import { AccessToken } from '../../core/access-token';
import { type Awaitable, after } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import { within } from '../../core/deadline';
import { serverError } from '../../core/errors';
import type { OAuthRequest } from '../../core/request';
import { yesOrNo } from '../../core/yes-or-no';
import { type LiveRefreshToken, liveRefreshToken } from '../../grants/live-refresh-token';
import type { IntrospectedToken } from '../../tokens/introspection-policy';
import { IntrospectionResponse } from '../../tokens/introspection-response';
import { labelOf } from '../../tokens/types/types';

/** A living token, and all that there is to tell of it. */
export interface Introspected {
  readonly token: IntrospectedToken;
  readonly response: IntrospectionResponse;
}

/**
 * The living token with this value, found by its hash: nothing is read out of the value, so a JWT that somebody has changed is
 * unknown. The hint is not needed, both kinds are looked up (RFC 7662 section 2.1).
 */
export function introspected(context: ServerContext, value: string, request: OAuthRequest): Awaitable<Introspected | undefined> {
  return after(acceptedAccessToken(context, value, request), access =>
    access
      ? { token: kindOf('access_token', access), response: describeAccessToken(context, access) }
      : introspectedRefreshToken(context, value),
  );
}

async function introspectedRefreshToken(context: ServerContext, value: string): Promise<Introspected | undefined> {
  const refresh = await liveRefreshToken(context, value);
  if (!refresh) return undefined;
  const { client, user, scopes, row } = refresh;
  const token = kindOf('refresh_token', { client, user, scopes, audience: row.audience });
  return { token, response: describeRefreshToken(context, refresh) };
}

/** What this server's own resources would say of it, the application's own questions included. */
function acceptedAccessToken(
  { tokens, settings, clock }: ServerContext,
  value: string,
  request: OAuthRequest,
): Awaitable<AccessToken | undefined> {
  const limit = settings.serviceTimeout;
  return after(within<unknown>(limit, 'BearerTokens.find', tokens.find(value, request)), token => {
    if (token === undefined || token === null) return undefined;
    if (!(token instanceof AccessToken)) throw serverError({ hint: 'BearerTokens.find has to answer with an AccessToken.' });
    if (token.isExpired(clock.now())) return undefined;
    const answer = yesOrNo(limit, 'BearerTokens.isRevoked', tokens.isRevoked(token));
    return after(answer, revoked => (revoked ? undefined : token));
  });
}

function kindOf(
  kind: IntrospectedToken['kind'],
  { client, user, scopes, audience }: Omit<IntrospectedToken, 'kind'>,
): IntrospectedToken {
  return { kind, client, user, scopes, audience };
}

/** RFC 7662 section 2.2. The claims of extensions, cnf among them (RFC 9449 section 6.2), come first: none replaces a member. */
function describeAccessToken({ settings }: ServerContext, token: AccessToken): IntrospectionResponse {
  const members = {
    active: true,
    iss: settings.issuer,
    sub: token.subject,
    client_id: token.client.clientId,
    username: token.user?.username,
    scope: token.scopes.toString(),
    aud: audienceOf(token.audience),
    iat: seconds(token.issuedAt.getTime()),
    exp: seconds(token.expiresAt.getTime()),
    token_type: labelOf(token.type),
  };
  // No literal: to V8 one that begins with a full object and goes on is of a class of its own each time, which stays.
  return responseOf(Object.assign({}, token.claims, members));
}

/** N_A says that it is no access token (RFC 8693 section 2.2.1): a resource server that asks about its own must not take it for one. */
function describeRefreshToken(
  { settings }: ServerContext,
  { row, client, user, scopes }: LiveRefreshToken,
): IntrospectionResponse {
  return responseOf({
    active: true,
    iss: settings.issuer,
    sub: user.id,
    client_id: client.clientId,
    username: user.username,
    scope: scopes.toString(),
    aud: audienceOf(row.audience),
    iat: seconds(row.issuedAt),
    exp: seconds(row.expiresAt),
    token_type: 'N_A',
  });
}

function responseOf(members: Record<string, unknown> & { active: boolean }): IntrospectionResponse {
  const response = new IntrospectionResponse();
  for (const name of Object.keys(members)) if (members[name] !== undefined) response[name] = members[name];
  return response;
}

const audienceOf = (audience: readonly string[]): readonly string[] | undefined => (audience.length > 0 ? audience : undefined);

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
