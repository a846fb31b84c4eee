import { parseUrl } from './url';

/** RFC 8252 section 7.3: only these two hosts may vary in the port. `localhost` may resolve elsewhere (section 8.3). */
const loopbackIp = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::(\d{1,5}))?(\/[^?#]*)?(\?[^#]*)?$/;
const printable = /^[\x21-\x7E]+$/;
const scheme = /^([a-z][a-z0-9+.-]*):/i;
const forbiddenSchemes = ['javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'view-source'];

/**
 * Why a URI cannot be registered for redirection, or undefined. The mend is in the sentence.
 * RFC 6749 section 3.1.2, RFC 8252 sections 7.1 and 8.4, RFC 9700 section 2.1.
 */
export function redirectUriProblem(uri: string): string | undefined {
  if (!printable.test(uri)) return 'has a character that a URI cannot have';
  if (uri.includes('#')) return 'has a fragment, which RFC 6749 section 3.1.2 forbids';
  if (uri.includes('\\')) return 'has a backslash';
  const name = scheme.exec(uri)?.[1]?.toLowerCase();
  if (name === undefined || !parseUrl(uri)) return 'is not an absolute URI';
  if (forbiddenSchemes.includes(name)) return `uses the scheme ${name}, which can run in the page or read the device`;
  if (name === 'http' || name === 'https') return webProblem(uri, new URL(uri));
  return name.includes('.')
    ? undefined
    : `uses the private scheme ${name}; give it reverse-domain form, for example com.example.app:/callback (RFC 8252 section 7.1)`;
}

function webProblem(uri: string, url: URL): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(uri)) return 'is not an absolute URI';
  if (url.username || url.password || uri.slice(0, uri.indexOf('/', 8) + 1 || undefined).includes('@'))
    return 'has credentials in it';
  if (url.protocol === 'https:') return undefined;
  return url.hostname === 'localhost' || loopbackIp.test(uri)
    ? undefined
    : 'uses http; use https, or http with a loopback host for a native or local application';
}

/**
 * Whether a requested URI is the registered one: equal character by character, before any decoding or normalization
 * (RFC 9700 section 4.1.3, RFC 3986 section 6.2.1). Only the port of a loopback IP may differ (RFC 8252 section 7.3).
 */
export function matchesRedirectUri(registered: string, requested: string): boolean {
  if (registered === requested) return true;
  const known = loopbackIp.exec(registered);
  const asked = known && loopbackIp.exec(requested);
  if (!asked) return false;
  const port = asked[2] === undefined ? 80 : Number(asked[2]);
  return port > 0 && port < 65_536 && known[1] === asked[1] && known[3] === asked[3] && known[4] === asked[4];
}

/** What only this server says in a response (RFC 6749 section 4.1.2, RFC 9207). */
const responseParameters = new Set(['code', 'state', 'iss', 'error', 'error_description', 'error_uri']);

/**
 * Adds response parameters and keeps the registered query (RFC 6749 section 3.1.2), except for a parameter of the same name as
 * one of a response: a client that found two could take the wrong one. It ends with a fragment of our own, so that none is
 * inherited (RFC 9700 section 4.1.2).
 */
export function withParameters(uri: string, parameters: Iterable<readonly [string, string]>): string {
  const mark = uri.indexOf('?');
  const registered = mark < 0 ? [] : uri.slice(mark + 1).split('&');
  const kept = registered.filter(pair => pair !== '' && !responseParameters.has(nameOf(pair)));
  const added = new URLSearchParams([...parameters] as [string, string][]).toString();
  return `${mark < 0 ? uri : uri.slice(0, mark)}?${[...kept, added].join('&')}#_`;
}

/** The name as the client's form decoder will read it: an escape does not hide it. */
function nameOf(pair: string): string {
  const [name = ''] = new URLSearchParams(pair).keys();
  return name;
}

/** The same in the fragment, where a server never sees it (RFC 6749 section 4.2.2). */
export function withFragment(uri: string, parameters: Iterable<readonly [string, string]>): string {
  return `${uri}#${new URLSearchParams([...parameters] as [string, string][])}`;
}

/** The host that the user will be sent to, as a page shows it; for a private scheme, the scheme. */
export function redirectHost(uri: string): string {
  const url = new URL(uri);
  return url.host || url.protocol.slice(0, -1);
}
