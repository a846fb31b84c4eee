import { parseUrl } from '../core/url';

/** What a page's headers depend on. */
export interface PageHeaderOptions {
  /** Base64 value of this one response; the page's style element carries it. */
  nonce: string;
  /** CSP sources that a posted form may end at besides this server, as made by {@link formTarget}. */
  formTargets?: readonly string[];
  /** CSP sources of images; none by default. */
  imageSources?: readonly string[];
}

/** A source of anybody's making must not end the directive (;), the policy (,) or the source (white space). */
const oneSource = /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/;

function sources(list: readonly string[]): string {
  const wrong = list.find(source => !oneSource.test(source));
  if (wrong !== undefined) throw new TypeError(`${JSON.stringify(wrong)} is not one source of a Content-Security-Policy.`);
  return [...new Set(list)].join(' ');
}

function policy({ nonce, formTargets = [], imageSources = [] }: PageHeaderOptions): string {
  return [
    "default-src 'none'",
    `style-src ${sources([`'nonce-${nonce}'`])}`,
    `img-src ${sources(imageSources) || "'none'"}`,
    // Browsers apply form-action to the redirect that answers the form too, so the client must be in it.
    `form-action ${sources(["'self'", ...formTargets])}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/**
 * The headers of every page. There is no Cross-Origin-Opener-Policy on purpose: any value but unsafe-none cuts the link
 * between a client's window and the popup it opened for us, and the popup is still cut off after the redirect back.
 */
export function pageHeaders(options: PageHeaderOptions): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy(options),
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  };
}

/** Schemes that run or read something here instead of leading to a client. */
const neverTargets: readonly string[] = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:'];

/**
 * The CSP source that lets a posted form be redirected to this redirect URI, as narrow as browsers can read it. Where no
 * source can say it (a host with `;` or `*` in it, a script) the answer is `'self'`, which opens nothing.
 * @throws TypeError for a text that is no absolute URI
 */
export function formTarget(redirectUri: string): string {
  if (!parseUrl(redirectUri)) throw new TypeError('The redirect URI is not an absolute URI.');
  const { protocol, hostname, port, origin } = new URL(redirectUri);
  if (neverTargets.includes(protocol)) return "'self'";
  // A parsed scheme holds letters, digits, plus, minus and dot only, so it is always one source.
  if (protocol !== 'http:' && protocol !== 'https:') return protocol;
  if (protocol === 'http:' && /^127\.\d+\.\d+\.\d+$/.test(hostname)) return `http://${hostname}:*`;
  // CSP has no way to write an IPv6 host (Chromium drops the source), so any host on this very port is the narrowest.
  if (hostname.startsWith('[')) return `${protocol}//*:${port || (protocol === 'https:' ? '443' : '80')}`;
  return /^[\w.-]+$/.test(hostname) ? origin : "'self'";
}
