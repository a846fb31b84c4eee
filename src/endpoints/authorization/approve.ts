import { refuseNoUser } from '../../core/authenticate-user';
import { type Awaitable, after } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import { datedId, tokenHash } from '../../core/dated-value';
import type { Decision } from '../../core/decision';
import { seconds } from '../../core/duration';
import { type OAuthError, serverError } from '../../core/errors';
import type { OAuthResponse } from '../../core/http';
import type { Authentication, Kept } from '../../core/model';
import { grantableScopes } from '../../core/request-scopes';
import type { Scopes } from '../../core/scope';
import type { Write } from '../../core/statement';
import { insertCode } from '../../core/statements/codes';
import { completeInteraction } from '../../core/statements/interactions';
import { UnitRefused } from '../../core/storage';
import { refuseNamesake } from '../../core/subject';
import type { User } from '../../core/user';
import type { AuthorizationCodeGenerator } from '../../tokens/authorization-code-generator';
import { generatedValue } from '../../tokens/generated-value';
import type { TokenGenerator } from '../../tokens/token-generator';
import { prepareTokens } from '../token/issue-tokens';
import { noProofs } from '../token/token-hooks';
import { errorToClient, toClient } from './answers';
import { rememberConsent } from './consents';
import { endings } from './hooks';
import { InteractionError } from './interaction-error';
import type { OpenInteraction } from './interactions';
import type { PendingAuthorization } from './pending';
import type { ReturnAddress } from './validate';

type Approval = Extract<Decision['facts'], { kind: 'approve' }>;

/** Who makes what is issued. */
export interface AuthorizationServices {
  readonly authorizationCodeGenerator: AuthorizationCodeGenerator;
  readonly tokenGenerator: TokenGenerator;
}

/** What the decision comes to. */
interface Approved {
  readonly user: User;
  readonly scopes: Scopes;
  readonly authentication: Authentication;
}

/** What goes to the client, and what is written for it. */
interface Issued {
  readonly parameters: Record<string, string>;
  readonly unit: readonly Write[];
}

/** Issues what was asked for: ending the interaction, remembering the consent and storing the code are one unit. */
export function approve(
  context: ServerContext,
  services: AuthorizationServices,
  pending: PendingAuthorization,
  { user, options }: Approval,
  rememberAlways = false,
): Awaitable<OAuthResponse> {
  const { request } = pending;
  refuseNoUser(user, 'AuthorizationRequest.approve()');
  refuseNamesake(request.client, user, 'access_denied');
  const wanted = options.scopes === undefined ? request.scopes : request.scopes.intersect(namesIn(options.scopes));
  return after(grantableScopes(context, request.client, user, wanted), scopes => {
    const approved = { user, scopes, authentication: authenticationOf(context, pending, user, options) };
    return after(issued(context, services, pending, approved), ({ parameters, unit }) =>
      after(consentOf(context, pending, approved, options, rememberAlways), consent => {
        const now = context.clock.now();
        const ending = completion(context, pending.interaction, pending.kept);
        // Extensions have their say in the answer, and may fail: before anything is written.
        const answer = toClient(context, request, parameters);
        return commit(context, [...ending, ...consent, ...unit]).then(() => {
          announce(context, pending, approved, now);
          return answer;
        });
      }),
    );
  });
}

/** A text is a list too: of its letters, of which none is a scope. */
function namesIn(scopes: unknown): Iterable<string> {
  if (typeof scopes === 'object' && scopes !== null && Symbol.iterator in scopes) return scopes as Iterable<string>;
  throw serverError({
    hint: `AuthorizationRequest.approve() was given scopes: ${JSON.stringify(scopes)}; list them: { scopes: ['photos:read'] }, or leave scopes out to grant all that were asked for.`,
  });
}

/** What is written where the consent is to be remembered: on the consent page always, else where the application says how long. */
function consentOf(
  context: ServerContext,
  { request, at }: PendingAuthorization,
  { user, scopes }: Approved,
  { remember }: Approval['options'],
  always: boolean,
): Awaitable<Write[]> {
  const consent = { user, scopes, at };
  if (remember === undefined) return always ? rememberConsent(context, request, { ...consent, expiresAt: null }) : [];
  const until = context.clock.now() + seconds(remember, 'approve({ remember })') * 1000;
  return rememberConsent(context, request, { ...consent, expiresAt: until });
}

function announce(
  { events }: ServerContext,
  { request, http }: PendingAuthorization,
  { user, scopes }: Approved,
  now: number,
): void {
  const issue = () => ({ at: new Date(now), client: request.client, user, ip: http.ip });
  if (isForCode(request)) events.emit('codeIssued', issue);
  if (request.fragment) events.emit('tokenIssued', () => ({ ...issue(), grantType: 'implicit', scopes: [...scopes] }));
}

const isForCode = ({ responseType }: PendingAuthorization['request']): boolean => responseType.includes('code');

/** What the application says of the login, and when it was: here, or a moment ago where the application looks after it. */
function authenticationOf(
  { clock }: ServerContext,
  { login }: PendingAuthorization,
  user: User,
  { acr, amr }: Approval['options'],
): Authentication {
  const authTime = login?.user.id === user.id ? login.authTime : clock.now();
  const said = { ...(acr === undefined ? {} : { acr }), ...(amr === undefined ? {} : { amr: [...amr] }) };
  return { auth_time: Math.floor(authTime / 1000), ...said };
}

const nothing: Issued = { parameters: {}, unit: [] };

/** The code, the token, or both. */
function issued(
  context: ServerContext,
  services: AuthorizationServices,
  pending: PendingAuthorization,
  approved: Approved,
): Awaitable<Issued> {
  const { request } = pending;
  const code = isForCode(request) ? issueCode(context, services, pending, approved) : nothing;
  if (!request.fragment) return code;
  return after(code, one => issueImplicitly(context, services, pending, approved).then(other => together(one, other)));
}

function together(one: Issued, other: Issued): Issued {
  return { parameters: { ...one.parameters, ...other.parameters }, unit: [...one.unit, ...other.unit] };
}

function issueCode(
  context: ServerContext,
  { authorizationCodeGenerator }: AuthorizationServices,
  pending: PendingAuthorization,
  approved: Approved,
): Awaitable<Issued> {
  const value = authorizationCodeGenerator.generate(pending.request);
  return after(generatedValue(context.settings.serviceTimeout, 'AuthorizationCodeGenerator.generate', value), code => ({
    parameters: { code },
    unit: [codeRow(context, pending, approved, code)],
  }));
}

/** Legacy, where the option responseTypes allows it: an access token in the address (RFC 6749 section 4.2.2). */
async function issueImplicitly(
  context: ServerContext,
  { tokenGenerator }: AuthorizationServices,
  { http, asked, request, kept }: PendingAuthorization,
  approved: Approved,
): Promise<Issued> {
  const granted = { refreshable: false, kept, ...approved };
  const issuance = {
    granted,
    client: request.client,
    grantType: 'implicit',
    asked: { http, params: asked.params, extensions: context.extensions, proofs: noProofs },
    tokenTypeOf: () => 'bearer' as const,
    refreshOffered: false,
  };
  const { response, unit } = await prepareTokens(context, tokenGenerator, issuance);
  const { access_token, token_type, expires_in, scope } = response;
  return { parameters: { access_token, token_type, expires_in: String(expires_in), scope }, unit };
}

/** The writes that end an authorization: of two posts of the same consent, one succeeds. */
export function completion({ clock, extensions }: ServerContext, interaction: OpenInteraction | undefined, kept: Kept): Write[] {
  const now = clock.now();
  const ended = interaction && completeInteraction.with({ completedAt: now }, { hash: interaction.row.hash, expiresAt: now });
  return [...(ended ? [ended] : []), ...endings(extensions, kept, now)];
}

function codeRow(
  context: ServerContext,
  { request, at, kept }: PendingAuthorization,
  { user, scopes, authentication }: Approved,
  code: string,
): Write {
  const now = context.clock.now();
  return insertCode.with({
    hash: tokenHash(code),
    clientId: request.client.clientId,
    userId: user.id,
    redirectUri: request.redirectUri,
    redirectUriSent: request.redirectUriSent,
    scope: scopes.toString(),
    codeChallenge: request.codeChallenge ?? null,
    familyId: datedId(now),
    authentication,
    issuedAt: request.client.issuedAt(at),
    expiresAt: now + context.settings.lifetimes.code * 1000,
    redeemedAt: null,
    failedVerifiers: 0,
    kept,
  });
}

/**
 * The last that the client hears of an authorization: who comes back to its page finds that it is over.
 * @throws InteractionError access_denied where it has ended already
 */
export async function endWith(
  context: ServerContext,
  returnTo: ReturnAddress,
  error: OAuthError,
  interaction: OpenInteraction | undefined,
  kept: Kept,
): Promise<OAuthResponse> {
  const answer = errorToClient(context, returnTo, error);
  await commit(context, completion(context, interaction, kept));
  return answer;
}

/** @throws InteractionError access_denied where the authorization has ended already */
export async function commit(context: ServerContext, unit: readonly Write[]): Promise<void> {
  try {
    await context.storage.commit(unit);
  } catch (error) {
    if (!(error instanceof UnitRefused)) throw error;
    const over = 'This sign-in is over. Go back to the application and start again.';
    throw new InteractionError('access_denied', over, { status: 400 });
  }
}
