import { isIPv4 } from 'node:net';
import * as addresses from 'ipaddr.js';

/**
 * Whom an address belongs to: an IPv4 address, also within an IPv6 one, to one host or household; of IPv6 a subscriber has
 * 64 bits or more to itself (RFC 6177), so that its addresses are counted as one, by their /64.
 */
export function networkOf(address: string): string {
  // As nearly all come, and in the only form that there is of one: nothing is left to parse.
  if (isIPv4(address)) return address;
  if (!addresses.isValid(address)) return address;
  const parsed: addresses.IPv4 | addresses.IPv6 = addresses.process(address);
  if (!(parsed instanceof addresses.IPv6)) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map(part => part.toString(16))
    .join(':')}::/64`;
}
