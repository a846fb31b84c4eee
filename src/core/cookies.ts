import { sha256Base64url } from './crypto';
import type { OAuthRequest } from './request';
import type { Settings } from './settings';

export type CookieName = keyof Settings['cookies'];

/**
 * What the cookies of a server are called. `__Host-` forbids that another host or path sets one; it needs Secure, so a plain http
 * loopback server does without. It also needs Path=/, and no cookie knows of ports (RFC 6265 section 8.5), so that servers which share
 * a host are told apart by the name.
 * @param port the issuer's, empty where it is the usual one
 * @param path the issuer's, empty for most
 */
export function cookieNames(tls: boolean, port: string, path: string): Settings['cookies'] {
  const place = port + path;
  const server = place === '' ? '' : `_${sha256Base64url(place).slice(0, 12)}`;
  const nameOf = (cookie: string): string => `${tls ? '__Host-' : ''}oauth_${cookie}${server}`;
  return { browser: nameOf('browser'), session: nameOf('session') };
}

/** @param maxAge seconds */
export function setCookie(cookie: CookieName, value: string, maxAge: number, settings: Settings): string {
  const secure = settings.tls ? '; Secure' : '';
  return `${settings.cookies[cookie]}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`;
}

export function readCookie(request: OAuthRequest, cookie: CookieName, settings: Settings): string | undefined {
  return request.cookie(settings.cookies[cookie]) || undefined;
}
