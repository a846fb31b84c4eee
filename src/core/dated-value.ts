import { randomValue, sha256 } from './crypto';

/**
 * Milliseconds since the epoch in base 36: they sort as they follow upon each other until the year 5188, where digits and letters have
 * the order of ASCII. In a collation that gives some letters another place, neighbours may stand apart; nothing else rests on it.
 */
const digits = 9;
const latest = 36 ** digits - 1;
let last = { now: -1, stamp: '' };

/** Words that say what it is, each with a `_`, when it was made, `.`, and at least 128 random bits as base64url. */
const dated = /^(?:[A-Za-z]+_)+([0-9a-z]{9})\.[\w-]{22}/;

/** When something was made, for keys that are to sort by it. @param now milliseconds since the epoch */
function stampOf(now: number): string {
  if (now !== last.now) {
    const instant = Math.min(Math.max(Math.trunc(now) || 0, 0), latest);
    last = { now, stamp: instant.toString(36).padStart(digits, '0') };
  }
  return last.stamp;
}

/**
 * A value that nobody can guess and that begins with when it was made. What was made at about the same time stands side by side
 * in every index then, so a database writes one page where it would write twenty.
 * @param kind a word that says what it is; secret scanners recognize it
 * @param now milliseconds since the epoch
 * @param bytes how many random ones follow
 */
export function datedValue(kind: string, now: number, bytes: number): string {
  return `${kind}_${stampOf(now)}.${randomValue(bytes)}`;
}

/** A name that nobody else gives, for what is to be found by it. It is no secret. @param now milliseconds since the epoch */
export function datedId(now: number): string {
  return stampOf(now) + randomValue(16);
}

/**
 * The key under which a token or a code is stored: its SHA-256 as 64 characters of hex, of which the first nine are its date
 * where it has one. That is no secret, and 220 bits are left of the hash.
 */
export function tokenHash(value: string): string {
  const hash = sha256(value);
  const stamp = dated.exec(value)?.[1];
  return stamp === undefined ? hash : stamp + hash.slice(digits);
}
