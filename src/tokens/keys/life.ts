import type { SigningKeyRow } from '../../core/model';

/** How long a resource server may keep the published keys, in seconds: the max-age of the JWKS answer. */
export const jwksMaxAge = 600;
/** How long a process goes on with the keys that it has read, in milliseconds. */
export const reread = 60_000;
/**
 * How long a key is published before it signs, in milliseconds. A process that read the keys just before it was made serves
 * them without it for `reread`, and who has fetched them there keeps them for `jwksMaxAge`: 11 minutes. The other 4 are for
 * clocks that differ between processes and for a slow commit.
 */
export const lead = 15 * 60_000;
/** How long a key stays published after its last token has expired, in milliseconds: for clocks that differ. */
const margin = lead;

export type KeyState = 'next' | 'active' | 'retired';

/** What follows of one key from the instants of all, which are all that is stored. Instants in milliseconds since the epoch. */
export interface KeyLife {
  readonly row: SigningKeyRow;
  readonly state: KeyState;
  /** When its successor signs in its place; undefined: none is there yet. */
  readonly signsUntil?: number;
  /** Until when it is published: its last token has expired by then. */
  readonly publishedUntil?: number;
}

/** Rows in the order of their generations, the newest last. */
export function inOrder(rows: readonly SigningKeyRow[]): SigningKeyRow[] {
  return [...rows].sort((one, other) => Number(one.id) - Number(other.id));
}

/** @param rows in order @param now milliseconds since the epoch */
export function livesOf(rows: readonly SigningKeyRow[], now: number): KeyLife[] {
  const begun = rows.findLastIndex(row => row.signsFrom <= now);
  // The clock of whoever made the first one may be ahead of ours.
  const active = Math.max(begun, 0);
  return rows.map((row, index) => {
    const signsUntil = rows[index + 1]?.signsFrom;
    const state = index === active ? 'active' : index < active ? 'retired' : 'next';
    if (signsUntil === undefined) return { row, state };
    return { row, state, signsUntil, publishedUntil: signsUntil + row.longestLifetime * 1000 + margin };
  });
}

export function isPublished({ state, publishedUntil }: KeyLife, now: number): boolean {
  return state !== 'retired' || publishedUntil === undefined || publishedUntil > now;
}
