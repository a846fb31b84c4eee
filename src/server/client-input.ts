import { clientAuthenticationMethods } from '../clients/methods';
import { isClientId } from '../core/client-id';
import { sha256 } from '../core/crypto';
import { type Duration, seconds } from '../core/duration';
import type { ClientRow, ClientTokens } from '../core/model';
import { redirectUriProblem } from '../core/redirect-uri';
import type { ScopeName } from '../core/scope-names';
import type { TokenTypeName } from '../core/settings';
import { keyProblems } from './client-keys';
import { type ClientProtocolInput, protocolOf } from './client-protocol';

export type AuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post' | 'client_secret_jwt' | 'private_key_jwt';

/** What is said of a client when it is registered. */
export interface ClientInput extends ClientProtocolInput {
  /** Default: a random one. */
  clientId?: string;
  /** Default: a random one of 256 bits. It is stored as a hash only, and for client_secret_jwt sealed for the operator's key. */
  clientSecret?: string;
  /** Shown on the consent page. Default: the client id. */
  name?: string;
  description?: string;
  owner?: string;
  /** An https URL of an image. */
  logoUri?: string;
  redirectUris?: string[];
  scopes?: ScopeName[];
  /** Default: with redirect URIs authorization_code and refresh_token, without them client_credentials. */
  grantTypes?: string[];
  /** A client that cannot keep a secret: a browser or mobile application. */
  public?: boolean;
  /** The token_endpoint_auth_method of RFC 7591. Default: client_secret_basic, and none for a public client. */
  authMethod?: AuthMethod;
  /**
   * A first-party client, whose users are not asked for consent. Those of a public client that returns to a private scheme or
   * to the loopback are asked all the same: any program can be at the other end (RFC 8252 section 8.6).
   */
  trusted?: boolean;
  /** Lifetimes, token type and format of this client, where they differ from the server's. */
  tokens?: { accessToken?: Duration; refreshToken?: Duration; type?: TokenTypeName; format?: 'opaque' | 'jwt' };
  metadata?: Record<string, unknown>;
}

const authMethods: readonly string[] = clientAuthenticationMethods.map(({ method }) => method);

/** @throws TypeError that names the client, what is wrong, and the mend */
export function clientRow(input: ClientInput & { clientId: string }, secret: string | undefined, now: number): ClientRow {
  const redirectUris = input.redirectUris ?? [];
  const { protocol, problems } = protocolOf(input);
  const row: ClientRow = {
    clientId: input.clientId,
    name: input.name ?? input.clientId,
    description: input.description ?? '',
    owner: input.owner ?? null,
    logoUri: input.logoUri ?? null,
    authMethod: authMethodOf(input),
    secrets: secret === undefined ? [] : [{ hash: sha256(secret), expiresAt: null }],
    redirectUris,
    grantTypes: input.grantTypes ?? (redirectUris.length > 0 ? ['authorization_code', 'refresh_token'] : ['client_credentials']),
    scope: (input.scopes ?? []).join(' '),
    trusted: input.trusted ?? false,
    tokens: tokensOf(input),
    protocol,
    metadata: input.metadata ?? {},
    createdAt: now,
  };
  checkPublic(row, input);
  checkClient(row, secret);
  checkSecret(row, secret);
  for (const problem of [...problems, ...keyProblems(protocol, row.authMethod)]) refuse(row.clientId, problem);
  return row;
}

export function tokensOf({ tokens = {} }: Pick<ClientInput, 'tokens'>): ClientTokens {
  return {
    ...(tokens.accessToken === undefined ? {} : { accessToken: seconds(tokens.accessToken, 'tokens.accessToken of a client') }),
    ...(tokens.refreshToken === undefined
      ? {}
      : { refreshToken: seconds(tokens.refreshToken, 'tokens.refreshToken of a client') }),
    ...(tokens.type === undefined ? {} : { type: tokens.type }),
    ...(tokens.format === undefined ? {} : { format: tokens.format }),
  };
}

export function authMethodOf(input: ClientInput): AuthMethod {
  if (input.public) {
    if (input.authMethod !== undefined && input.authMethod !== 'none')
      refuse(input.clientId, `is public and cannot use ${input.authMethod}`);
    return 'none';
  }
  return input.authMethod ?? 'client_secret_basic';
}

/** Its grant types would be those of a client that acts for itself, of which nothing was said. */
function checkPublic({ clientId, authMethod, redirectUris }: ClientRow, { grantTypes }: ClientInput): void {
  if (authMethod === 'none' && redirectUris.length === 0 && grantTypes === undefined)
    refuse(clientId, 'is public and has no redirectUris; give at least one, or name its grantTypes');
}

/** @throws TypeError that names the client, what is wrong, and the mend */
export function checkClient(row: ClientRow, secret?: string): void {
  const { clientId } = row;
  if (!isClientId(clientId)) refuse(clientId, 'has an id that is not 1 to 255 visible ASCII characters');
  if (!authMethods.includes(row.authMethod))
    refuse(clientId, `has the authMethod ${row.authMethod}; use one of ${authMethods.join(', ')}`);
  if (secret === '') refuse(clientId, 'has an empty secret, which anybody can guess; leave clientSecret out for a random one');
  if (row.authMethod === 'none' && row.secrets.length > 0) refuse(clientId, 'is public and has a secret; leave clientSecret out');
  if (row.authMethod === 'none' && row.grantTypes.includes('client_credentials')) {
    refuse(clientId, 'is public and cannot use client_credentials: it has nothing to prove itself with (RFC 6749 section 4.4)');
  }
  if (row.authMethod === 'none' && row.protocol.introspects)
    refuse(clientId, 'is public and cannot introspect the tokens of others: anybody can say that it is this client');
  checkLengths(row);
  checkTokenType(row);
  checkRedirectUris(row);
  if (!['opaque', 'jwt', undefined].includes(row.tokens.format))
    refuse(clientId, `has tokens of the format ${row.tokens.format}; write 'opaque' or 'jwt'`);
  if (row.logoUri !== null && !row.logoUri.startsWith('https://')) refuse(clientId, 'has a logoUri that is not https');
}

/** What the columns hold. */
function checkLengths({ clientId, name, owner }: ClientRow): void {
  if (name.length > 255 || (owner ?? '').length > 255) refuse(clientId, 'has a name or an owner of more than 255 characters');
}

function checkTokenType({ clientId, protocol, tokens }: ClientRow): void {
  if (protocol.dpop_bound_access_tokens && tokens.type !== undefined && tokens.type !== 'dpop')
    refuse(clientId, `has dpopBoundAccessTokens and tokens of the type ${tokens.type}; leave tokens.type out`);
}

/** Whether clients of a method share a secret with the server. */
export const hasSecret = (authMethod: string): boolean => authMethod !== 'none' && authMethod !== 'private_key_jwt';

function checkSecret({ clientId, authMethod }: ClientRow, secret: string | undefined): void {
  if (authMethod === 'private_key_jwt' && secret !== undefined)
    refuse(clientId, 'uses private_key_jwt and has a secret, which would never be used; leave clientSecret out');
  if (authMethod === 'client_secret_jwt' && Buffer.byteLength(secret ?? '') < 32)
    refuse(clientId, 'uses client_secret_jwt with a secret of less than 32 bytes, too short for a key (RFC 7518 section 3.2)');
}

function checkRedirectUris({ clientId, redirectUris, grantTypes }: ClientRow): void {
  for (const uri of redirectUris) {
    const problem = redirectUriProblem(uri);
    if (problem) refuse(clientId, `has a redirect URI ${JSON.stringify(uri)} that ${problem}`);
  }
  if (grantTypes.includes('authorization_code') && redirectUris.length === 0) {
    refuse(clientId, 'uses authorization_code but has no redirectUris; name at least one');
  }
}

function refuse(clientId: string | undefined, problem: string): never {
  throw new TypeError(`Client ${clientId ?? '(new)'} ${problem}.`);
}
