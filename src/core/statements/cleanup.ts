import { insertOnce, type Statement, select, sweep, update } from '../statement';

const hour = 60 * 60 * 1000;

/**
 * How long a row stays after it has expired, in milliseconds: a code or a refresh token that comes back is still recognized as
 * used, and a clock that is wrong by hours deletes nothing that is alive.
 */
export const grace = 24 * hour;

/**
 * The same of each table. A request that waits for its user has nothing to be recognized by, and anybody can leave one here: it
 * stays for an hour, by which clocks may be wrong.
 */
export const graceOf = ({ table }: Statement): number => (requests.includes(table) ? hour : grace);
const requests: readonly string[] = ['interaction', 'pushedRequest'];

/** What has expired, table by table. An index on the expiry serves each. */
export const sweeps = [
  sweep('accessToken', 'hash', { expiresAt: 'before' }),
  sweep('refreshToken', 'hash', { expiresAt: 'before' }),
  sweep('authorizationCode', 'hash', { expiresAt: 'before' }),
  sweep('tokenFamily', 'id', { expiresAt: 'before' }),
  sweep('interaction', 'hash', { expiresAt: 'before' }),
  sweep('loginSession', 'hash', { expiresAt: 'before' }),
  sweep('pushedRequest', 'hash', { expiresAt: 'before' }),
  sweep('replay', 'key', { expiresAt: 'before' }),
] as const;

export const findLease = select('lease', { name: 'equals' });
export const insertLease = insertOnce('lease');

/** The one statement that takes over a task whose holder is done with it, or gone. */
export const takeLease = update('lease', {
  set: ['holder', 'expiresAt'],
  where: { name: 'equals', expiresAt: 'before' },
  affects: 1,
});
export const keepLease = update('lease', { set: ['expiresAt'], where: { name: 'equals', holder: 'equals' }, affects: 1 });
