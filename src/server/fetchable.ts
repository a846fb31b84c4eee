import * as addresses from 'ipaddr.js';
import { parseUrl } from '../core/url';

type Place = 'public' | 'loopback' | 'special';

/**
 * Where an address is (RFC 6890). `process` takes an IPv4 address within an IPv6 one for itself; what else may stand for an
 * IPv4 address (NAT64, 6to4, Teredo) is no unicast to it.
 */
function placeOf(address: string): Place {
  if (!addresses.isValid(address)) return 'special';
  const parsed: addresses.IPv4 | addresses.IPv6 = addresses.process(address);
  const range = parsed.range();
  if (range === 'loopback') return 'loopback';
  // Of IPv6 only 2000::/3 is given out; ::7f00:1, the loopback in an old spelling, is not of it.
  const isGivenOut = parsed.kind() === 'ipv4' || (parsed.toByteArray()[0] ?? 0) >> 5 === 1;
  return range === 'unicast' && isGivenOut ? 'public' : 'special';
}

/** Which addresses documents may be fetched from. */
export interface Fetchable {
  /** For development: this machine too, and there without TLS. */
  readonly loopback: boolean;
  /** Within our own network too, because it was the operator who named the address. */
  readonly internal?: boolean;
}

/** Whether a connection to this address may be made for a URL. */
export function isFetchableAddress(address: string, { protocol }: URL, { loopback, internal }: Fetchable): boolean {
  if (internal && protocol === 'https:') return true;
  const place = placeOf(address);
  return (place === 'public' && protocol === 'https:') || (place === 'loopback' && loopback);
}

/**
 * What is wrong with a URL before any name is resolved; undefined: nothing. A host that is an address is looked at here,
 * because nothing will be resolved for it. The URL parser has turned all its spellings (0x7f.1, 2130706433) into one.
 */
export function fetchProblem(text: string, fetchable: Fetchable): string | undefined {
  const url = parseUrl(text);
  if (!url) return 'is no URL';
  if (url.username || url.password || url.hash) return 'has credentials or a fragment';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isLocal = host === 'localhost' || placeOf(host) === 'loopback';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && fetchable.loopback && isLocal)) return 'is not https';
  if (addresses.isValid(host) && !isFetchableAddress(host, url, fetchable)) return 'is in a network that is not public';
  return undefined;
}
