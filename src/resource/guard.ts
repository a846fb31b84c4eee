import { AccessToken } from '../core/access-token';
import { type Awaitable, after, recovering } from '../core/awaitable';
import type { ResourceContext } from '../core/context';
import { within } from '../core/deadline';
import { asOAuthError, invalidToken, OAuthError, serverError } from '../core/errors';
import { answerHeaders, having, type With } from '../core/hooks';
import { json, type OAuthResponse, withHeaders } from '../core/http';
import { InsufficientScopeError } from '../core/insufficient-scope-error';
import { refusePlainHttp } from '../core/plain-http';
import type { OAuthRequest } from '../core/request';
import type { Scope } from '../core/scope';
import type { TokenTypeName } from '../core/settings';
import type { Authenticator } from './authenticator';
import { acceptedTypes, challenges } from './challenges';
import type { ProtectedResource } from './protected-resource';
import { type Rule, requiredScope } from './rule';
import { tokenTypes } from './types';

export type Admission = (
  | { readonly admitted: true; readonly token?: AccessToken }
  | { readonly admitted: false; readonly response: OAuthResponse; readonly error?: OAuthError }
) & {
  /** What extensions give the answer, whatever it will be. */
  readonly headers?: Readonly<Record<string, string>>;
};

interface GuardedBy {
  readonly context: ResourceContext;
  /** Asked at each request. */
  readonly services: { readonly authenticator: Authenticator };
  /** What the token has to be for; undefined: the application as a whole. */
  readonly resource?: ProtectedResource;
}

/**
 * Decides whether a request may reach a handler with this rule, at once where nothing has to be waited for. Whatever goes wrong
 * on the way is a refusal; nothing is thrown.
 */
export function admit(request: OAuthRequest, rule: Rule, by: GuardedBy): Awaitable<Admission> {
  return rule.open ? { admitted: true } : new Attempt(request, rule, by).admission();
}

/** One request at the guard, with what is known of it by now, whatever its answer will be. */
class Attempt {
  private readonly context: ResourceContext;
  private types: readonly TokenTypeName[];
  private headers?: Admission['headers'] = undefined;
  private token?: AccessToken = undefined;

  constructor(
    private readonly request: OAuthRequest,
    private readonly rule: Rule,
    private readonly by: GuardedBy,
  ) {
    this.context = by.context;
    this.types = acceptedTypes(by.context.settings, rule.tokenTypes);
  }

  admission(): Awaitable<Admission> {
    return recovering(
      () => this.decide(),
      thrown => this.refused(thrown),
    );
  }

  private decide(): Awaitable<Admission> {
    refusePlainHttp(this.request, this.context, 'Access tokens are accepted over TLS only');
    const giving = answerHeaders(this.context, this.request);
    if (!giving) return this.authenticate();
    return giving.then(headers => {
      this.headers = headers;
      return this.authenticate();
    });
  }

  private authenticate(): Awaitable<Admission> {
    const { context, rule, request } = this;
    const { authenticator } = this.by.services;
    this.types = acceptedTypes(context.settings, rule.tokenTypes, authenticator.tokenTypes);
    return after(authenticated(request, context, authenticator), token => this.decideOn(token));
  }

  private decideOn(token: AccessToken | undefined): Admission {
    const { context, rule, headers, types } = this;
    const { resource } = this.by;
    this.token = token;
    if (!token && !rule.optional)
      return { admitted: false, response: withHeaders(anonymous(context, resource, types), headers), headers };
    if (token) this.check(token);
    else refuseForeignType(this.request, types);
    return { admitted: true, token, headers };
  }

  private check(token: AccessToken): void {
    const { context, rule, types, request } = this;
    if (!types.some(type => type === token.type)) throw invalidToken(notAccepted);
    checkAudience(token, this.by.resource, context);
    announce(request, token, context);
    checkRule(token, rule);
  }

  private refused(thrown: unknown): Admission {
    const { context, headers, types, token } = this;
    const error = asOAuthError(thrown);
    const log = error.status >= 500 ? context.logger.error : context.logger.debug;
    log.call(context.logger, `oauth-controllers: ${error.message}`, { code: error.code, hint: error.hint, cause: error.cause });
    const response = withHeaders(refusal(error, context, token, this.by.resource, types), headers);
    return { admitted: false, response, error, headers };
  }
}

/** Where a token is optional a bad one is refused still, and so is one of a type that nobody here would look at. */
function refuseForeignType(request: OAuthRequest, types: readonly string[]): void {
  const [, scheme = ''] = /^(\w+) /.exec(request.header('authorization')?.toLowerCase() ?? '') ?? [];
  if (Object.hasOwn(tokenTypes, scheme) && !types.includes(scheme)) throw invalidToken(notAccepted);
}

const notAccepted = 'The access token is of a type that is not accepted here';

function authenticated(
  request: OAuthRequest,
  context: ResourceContext,
  authenticator: Authenticator,
): Awaitable<AccessToken | undefined> {
  const what = 'Authenticator.authenticate';
  return after(within<unknown>(context.settings.serviceTimeout, what, authenticator.authenticate(request)), token => {
    if (token === undefined || token === null) return undefined;
    // What a replaced service hands over is looked at again: neither an odd object nor a dead token opens the door.
    if (!(token instanceof AccessToken)) throw serverError({ hint: `${what} has to answer with an AccessToken or undefined.` });
    if (token.isExpired(context.clock.now() - context.settings.clockTolerance * 1000))
      throw new OAuthError('invalid_token', 'The access token has expired');
    return accessible(request, context, token);
  });
}

/** Unless an extension has something against it. */
function accessible(request: OAuthRequest, context: ResourceContext, token: AccessToken): Awaitable<AccessToken> {
  const checking = having(context.extensions, 'access');
  return checking.length === 0 ? token : checked(checking, request, context, token);
}

async function checked(
  checking: readonly With<'access'>[],
  request: OAuthRequest,
  { settings }: ResourceContext,
  token: AccessToken,
): Promise<AccessToken> {
  for (const extension of checking)
    await within(settings.serviceTimeout, `${extension.name}.access`, extension.access({ http: request, token }));
  return token;
}

function announce(request: OAuthRequest, token: AccessToken, { events, clock }: ResourceContext): void {
  const { client, user } = token;
  events.emit('tokenAuthenticated', () => ({ at: new Date(clock.now()), token, client, user, ip: request.ip }));
}

/**
 * A token for one resource opens no other (RFC 9700 section 2.3). Where no resource is named, a token without an audience will
 * do, as all did before there were audiences; one that has an audience has to be for the application itself.
 */
function checkAudience({ audience }: AccessToken, resource: ProtectedResource | undefined, { settings }: ResourceContext): void {
  if (!resource && audience.length === 0) return;
  // A replaced service may give a text, of which a part would do.
  if (!Array.isArray(audience) || !audience.includes(resource?.identifier ?? settings.identifier))
    throw invalidToken('The access token is for another resource');
}

function checkRule(token: AccessToken, rule: Rule): void {
  const subject = token.user ? 'user' : 'client';
  if (rule.subject !== undefined && rule.subject !== subject) {
    const wanted = rule.subject === 'user' ? 'of a user' : 'of a client that acts for itself';
    throw new OAuthError('insufficient_scope', `This resource needs the access token ${wanted}`);
  }
  const scope = requiredScope(rule);
  if (scope !== undefined && !token.scopes.has(scope)) throw new InsufficientScopeError(scope);
}

/** RFC 6750 section 3.1: who sent no credentials is told nothing but that they are needed. */
function anonymous(
  { settings }: ResourceContext,
  resource: ProtectedResource | undefined,
  types: readonly TokenTypeName[],
): OAuthResponse {
  const message = 'This resource needs an access token.';
  return json(401, { message }, { 'www-authenticate': challenges(settings, { resourceMetadata: resource?.metadataUrl }, types) });
}

/** For errors that a handler throws. Who came without a token lacks no scope but the token itself. */
export function refusalInHandler(
  error: OAuthError,
  context: ResourceContext,
  token: AccessToken | undefined,
  resource: ProtectedResource | undefined,
  types: readonly TokenTypeName[],
): OAuthResponse {
  if (!token && error.code === 'insufficient_scope') return anonymous(context, resource, types);
  return refusal(error, context, token, resource, types);
}

/** A refusal with its challenge. */
function refusal(
  error: OAuthError,
  { settings }: ResourceContext,
  token: AccessToken | undefined,
  resource: ProtectedResource | undefined,
  types: readonly TokenTypeName[],
): OAuthResponse {
  const headers: Record<string, string> = { ...error.headers };
  if (error.status === 400 || error.status === 401 || error.status === 403) {
    const scope = error instanceof InsufficientScopeError ? neededFor(error.required, token) : undefined;
    headers['www-authenticate'] = challenges(settings, { error, scope, resourceMetadata: resource?.metadataUrl }, types);
  }
  return json(error.status, error, headers);
}

/** RFC 6750 section 3 knows no empty scope. */
function neededFor(scope: Scope, token: AccessToken | undefined): string | undefined {
  return token?.scopes.needed(scope).join(' ') || undefined;
}
