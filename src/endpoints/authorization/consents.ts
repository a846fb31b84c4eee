import type { AuthorizationRequest } from '../../core/authorization-request';
import { type Awaitable, after } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import { sha256 } from '../../core/crypto';
import type { ConsentRow } from '../../core/model';
import type { Scopes } from '../../core/scope';
import type { Write } from '../../core/statement';
import { changeConsent, findConsent, forgetConsent, insertConsent } from '../../core/statements/interactions';
import type { User } from '../../core/user';

const idOf = (userId: string, clientId: string): string => sha256(`${userId}\n${clientId}`);

/** Whether the user has already said yes to this client and to all of these scopes. */
export function isRemembered(
  context: ServerContext,
  request: AuthorizationRequest,
  user: User,
  scopes: Scopes,
): Awaitable<boolean> {
  if (!isAssured(request)) return false;
  return after(remembered(context, request, user), consent => {
    if (!consent) return false;
    const granted = context.scopes.ofText(consent.scope);
    return [...scopes].every(name => granted.has(name));
  });
}

/** What this user has said yes to, to this very client, and for as long as it counts. */
function remembered(context: ServerContext, { client }: AuthorizationRequest, user: User): Awaitable<ConsentRow | undefined> {
  const id = idOf(user.id, client.clientId);
  return after(context.storage.first(findConsent.with({ id })), consent => {
    if (consent?.id !== id || consent.userId !== user.id) return undefined;
    if (!client.owns({ clientId: consent.clientId, issuedAt: consent.grantedAt })) return undefined;
    if (consent.expiresAt !== null && consent.expiresAt <= context.clock.now()) return undefined;
    return consent;
  });
}

/**
 * Whether it is sure that the redirect ends at the client itself. Any program can claim a private scheme or listen on the
 * loopback, so a public client that returns there is shown to the user each time (RFC 6749 section 10.2, RFC 8252 section 8.6).
 */
export function isAssured({ client, redirectUri }: AuthorizationRequest): boolean {
  return !client.public || redirectUri.startsWith('https://');
}

/** What a user has said yes to. Instants in milliseconds since the epoch. */
interface Consent {
  readonly user: User;
  readonly scopes: Scopes;
  /** When the client was looked up that it is for. */
  readonly at: number;
  /** Null: until it is withdrawn. */
  readonly expiresAt: number | null;
}

/**
 * What is remembered from now on. Scopes that the user has said yes to before and that are not asked for this time stay: whoever asks
 * for some of them today asks for the others tomorrow. One that is asked for and left out is a no from now on. Of two consents at once
 * one may be forgotten, and so may what is said while another one is withdrawn: then the user is asked once more.
 */
export function rememberConsent(
  context: ServerContext,
  request: AuthorizationRequest,
  { user, scopes, at, expiresAt }: Consent,
): Awaitable<Write[]> {
  const { clientId } = request.client;
  const id = idOf(user.id, clientId);
  return after(remembered(context, request, user), before => {
    const kept = [...context.scopes.ofText(before?.scope ?? '')].filter(name => !request.scopes.has(name));
    const consent = { scope: [...scopes, ...kept].join(' '), grantedAt: request.client.issuedAt(at) };
    if (!before || kept.length === 0)
      return [forgetConsent.with({ id }), insertConsent.with({ id, userId: user.id, clientId, ...consent, expiresAt })];
    // Nothing is remembered longer than was said of it.
    const changed = { ...consent, expiresAt: earlier(before.expiresAt, expiresAt) };
    return [changeConsent.with(changed, { id, scope: before.scope, grantedAt: before.grantedAt })];
  });
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
