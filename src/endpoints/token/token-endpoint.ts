import type { ClientAuthenticator } from '../../clients/client-authenticator';
import { type Awaitable, after, isLate } from '../../core/awaitable';
import { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { within } from '../../core/deadline';
import type { Duration } from '../../core/duration';
import { invalidRequest, invalidScope, OAuthError, serverError, unauthorizedClient } from '../../core/errors';
import type { Extension } from '../../core/extension';
import { json, type OAuthResponse } from '../../core/http';
import type { Params } from '../../core/params';
import type { OAuthRequest } from '../../core/request';
import type { ScopeName } from '../../core/scope-names';
import type { TokenTypeName } from '../../core/settings';
import type { Grant, Granted } from '../../grants/grant';
import type { TokenGenerator } from '../../tokens/token-generator';
import type { TokenResponse } from '../../tokens/token-response';
import { type Endpoint, errorResponse, onlyMethods, onlyTls } from '../endpoint';
import { issueTokens } from './issue-tokens';
import { proofsOf } from './token-hooks';

export interface TokenServices {
  readonly clientAuthenticator: ClientAuthenticator;
  readonly tokenGenerator: TokenGenerator;
}

/** What one token endpoint of several does differently. */
export interface TokenEndpointOptions {
  /** The scopes that it issues at most. */
  scopes?: readonly ScopeName[];
  /** Default: the client's own type, or bearer. */
  tokenType?: TokenTypeName;
  /** False: it issues no refresh tokens, and takes none. */
  refreshable?: boolean;
  /** Lifetime of its access tokens, where the client has none of its own. */
  lifetime?: Duration;
}

/** The grants that are offered. */
export interface GrantTypes {
  get(type: string): Grant | undefined;
  has(type: string): boolean;
  /** Extensions of this grant alone. */
  extensionsOf(type: string): readonly Extension[];
}

/** A token request, and what it is answered by. */
interface Asked {
  readonly request: OAuthRequest;
  readonly params: Params;
  readonly options: TokenEndpointOptions;
  readonly tokenGenerator: TokenGenerator;
}

/** The token endpoint (RFC 6749 section 3.2). */
export class TokenEndpoint implements Endpoint {
  private readonly extensions = new Map<string, readonly Extension[]>();

  constructor(
    private readonly context: ServerContext,
    private readonly grants: GrantTypes,
    private readonly services: () => TokenServices,
  ) {}

  async handle(request: OAuthRequest, options: TokenEndpointOptions = {}): Promise<OAuthResponse> {
    try {
      return json(200, await this.answer(request, options));
    } catch (thrown) {
      return errorResponse(thrown, this.context);
    }
  }

  private async answer(request: OAuthRequest, options: TokenEndpointOptions): Promise<TokenResponse> {
    onlyMethods(request, 'POST');
    onlyTls(request, this.context);
    const params = await request.readForm();
    params.refuseRepetition(['resource', 'audience']);
    const { clientAuthenticator, tokenGenerator } = this.services();
    const client = authenticateClient(this.context, clientAuthenticator, request);
    // Each is waited for only where it is late, and none is handed on as a promise: both would cost further turns.
    const known = isLate(client) ? await client : client;
    return await this.answerTo(known, { request, params, options, tokenGenerator });
  }

  private answerTo(client: Client, asked: Asked): Awaitable<TokenResponse> {
    const { context } = this;
    const { params, request, options, tokenGenerator } = asked;
    const grant = this.grantFor(params.need('grant_type'), client, options);
    const extensions = this.extensionsFor(grant);
    return after(proofsOf(context, extensions, { http: request, params, client }), proofs =>
      after(grant.handle({ params, request, context }, client), granted => {
        checkScopes(granted, options);
        return issueTokens(context, tokenGenerator, {
          granted,
          client,
          grantType: grant.type,
          lifetime: options.lifetime,
          asked: { http: request, params, extensions, proofs },
          tokenTypeOf: proven => this.typeFor(client, options, proven),
          refreshOffered: this.grants.has('refresh_token') && options.refreshable !== false,
        });
      }),
    );
  }

  /** A type that no resource accepts would be a token that opens nothing. */
  private typeFor(client: Client, { tokenType }: TokenEndpointOptions, proven: string | undefined): TokenTypeName {
    const accepted = this.context.settings.tokenTypes;
    const usual = accepted.has('bearer') ? 'bearer' : [...accepted][0];
    const given = tokenType ?? client.tokens.type;
    if (given !== undefined && proven !== undefined && given !== proven)
      throw invalidRequest('The request proves possession for another token type than the client is to get');
    const wanted = given ?? proven ?? usual;
    for (const name of accepted) if (name === wanted) return name;
    throw serverError({ hint: `Tokens of the type ${wanted} are to be issued, but the option tokenTypes does not name it.` });
  }

  /** Those of the server and those of the grant, always in one and the same list. */
  private extensionsFor({ type }: Grant): readonly Extension[] {
    const own = this.grants.extensionsOf(type);
    if (own.length === 0) return this.context.extensions;
    const known = this.extensions.get(type);
    if (known) return known;
    const both = [...this.context.extensions, ...own];
    this.extensions.set(type, both);
    return both;
  }

  private grantFor(type: string, client: Client, { refreshable }: TokenEndpointOptions): Grant {
    const grant = this.grants.get(type);
    // Where no refresh token is given for it, it would be spent all the same, and its next use a theft.
    const isOffered = grant !== undefined && (type !== 'refresh_token' || refreshable !== false);
    if (!isOffered) throw new OAuthError('unsupported_grant_type', 'This grant_type is not offered here');
    if (!client.hasGrantType(type)) throw unauthorizedClient('The client is not registered for this grant_type');
    return grant;
  }
}

function checkScopes({ scopes }: Granted, options: TokenEndpointOptions): void {
  const allowed = options.scopes;
  if (allowed && ![...scopes].every(name => allowed.includes(name)))
    throw invalidScope('This endpoint does not issue a scope that was granted');
}

/** What a replaced ClientAuthenticator answers is looked at again: only a Client is a client. */
export function authenticateClient(
  context: ServerContext,
  authenticator: ClientAuthenticator,
  request: OAuthRequest,
): Awaitable<Client> {
  const what = 'ClientAuthenticator.authenticate';
  return after<unknown, Client>(within(context.settings.serviceTimeout, what, authenticator.authenticate(request)), client => {
    if (client instanceof Client) return client;
    throw serverError({ hint: `${what} has to answer with a Client, or to throw.` });
  });
}
