import { sha256Base64url } from './crypto';
import type { OAuthRequest } from './request';
import type { Settings } from './settings';

/** The two cookies: which browser it is, from the first contact, and who has logged in, renewed at each login. */
export type CookieName = 'browser' | 'session';

/**
 * `__Host-` forbids that another host or path sets the cookie; it needs Secure, so a plain http loopback server does without. It
 * also needs Path=/, so that servers which share an origin are told apart by the name.
 */
function nameOf(cookie: CookieName, { tls, path }: Settings): string {
  const server = path === '' ? '' : `_${sha256Base64url(path).slice(0, 12)}`;
  return `${tls ? '__Host-' : ''}oauth_${cookie}${server}`;
}

/** @param maxAge seconds */
export function setCookie(cookie: CookieName, value: string, maxAge: number, settings: Settings): string {
  const secure = settings.tls ? '; Secure' : '';
  return `${nameOf(cookie, settings)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
}

export function readCookie(request: OAuthRequest, cookie: CookieName, settings: Settings): string | undefined {
  return request.cookie(nameOf(cookie, settings)) || undefined;
}
