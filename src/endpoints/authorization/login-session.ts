import { findUser } from '../../core/authenticate-user';
import { type Awaitable, after } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import { readCookie, setCookie } from '../../core/cookies';
import { randomValue, sha256 } from '../../core/crypto';
import type { OAuthRequest } from '../../core/request';
import { endSession, findSession, insertSession } from '../../core/statements/interactions';
import type { User } from '../../core/user';

export interface Login {
  readonly user: User;
  /** When the user proved who it is: milliseconds since the epoch. */
  readonly authTime: number;
}

/** Who has logged in with this browser, if the session is alive and the application still has the user. */
export function currentLogin(context: ServerContext, request: OAuthRequest): Awaitable<Login | undefined> {
  const value = readCookie(request, 'session', context.settings);
  if (value === undefined) return undefined;
  const hash = sha256(value);
  return after(context.storage.first(findSession.with({ hash })), session => {
    if (session?.hash !== hash || session.expiresAt <= context.clock.now()) return undefined;
    return after(findUser(context, session.userId), user => user && { user, authTime: session.authTime });
  });
}

/** Ends the session of this browser. @returns the cookie that takes it away */
export async function endLogin(context: ServerContext, request: OAuthRequest): Promise<string> {
  const value = readCookie(request, 'session', context.settings);
  if (value !== undefined) await context.storage.commit([endSession.with({ hash: sha256(value) })]);
  return setCookie('session', '', 0, context.settings);
}

/** Starts a session under a new id, so that one planted before the login is worth nothing (session fixation). @returns the cookie */
export async function beginLogin(context: ServerContext, request: OAuthRequest, user: User): Promise<string> {
  const { settings, clock, storage } = context;
  const value = randomValue();
  const now = clock.now();
  const expiresAt = now + settings.lifetimes.login * 1000;
  const previous = readCookie(request, 'session', settings);
  await storage.commit([
    ...(previous === undefined ? [] : [endSession.with({ hash: sha256(previous) })]),
    insertSession.with({ hash: sha256(value), userId: user.id, authTime: now, expiresAt }),
  ]);
  return setCookie('session', value, settings.lifetimes.login, settings);
}
