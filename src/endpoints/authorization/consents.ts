import type { AuthorizationRequest } from '../../core/authorization-request';
import { type Awaitable, after } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import { sha256 } from '../../core/crypto';
import type { Scopes } from '../../core/scope';
import type { Write } from '../../core/statement';
import { findConsent, forgetConsent, insertConsent } from '../../core/statements/interactions';
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
  const id = idOf(user.id, request.client.clientId);
  return after(context.storage.first(findConsent.with({ id })), consent => {
    if (
      consent?.id !== id ||
      consent.userId !== user.id ||
      !request.client.owns({ clientId: consent.clientId, issuedAt: consent.grantedAt })
    )
      return false;
    if (consent.expiresAt !== null && consent.expiresAt <= context.clock.now()) return false;
    const granted = new Set(consent.scope.split(' '));
    return [...scopes].every(name => granted.has(name));
  });
}

/**
 * Whether it is sure that the redirect ends at the client itself. Any program can claim a private scheme or listen on the
 * loopback, so a public client that returns there is shown to the user each time (RFC 6749 section 10.2, RFC 8252 section 8.6).
 */
export function isAssured({ client, redirectUri }: AuthorizationRequest): boolean {
  return !client.public || redirectUri.startsWith('https://');
}

/** @param expiresAt milliseconds since the epoch; null: until it is withdrawn */
export function rememberConsent(
  request: AuthorizationRequest,
  user: User,
  scopes: Scopes,
  now: number,
  expiresAt: number | null,
): Write[] {
  const { clientId } = request.client;
  const id = idOf(user.id, clientId);
  const grantedAt = request.client.issuedAt(now);
  const row = { id, userId: user.id, clientId, scope: scopes.toString(), grantedAt, expiresAt };
  return [forgetConsent.with({ id }), insertConsent.with(row)];
}
