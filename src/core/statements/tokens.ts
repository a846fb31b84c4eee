import { insert, select, update } from '../statement';

export const insertAccessToken = insert('accessToken');
export const findAccessToken = select('accessToken', { hash: 'equals' }, { cached: true });
export const revokeAccessToken = update('accessToken', {
  set: ['revokedAt'],
  where: { hash: 'equals', revokedAt: 'isNull' },
  affects: 'any',
});

export const insertRefreshToken = insert('refreshToken');
export const findRefreshToken = select('refreshToken', { hash: 'equals' });

const unspent = { hash: 'equals', rotatedAt: 'isNull', expiresAt: 'after' } as const;

/**
 * The one statement that spends a refresh token. Its row stays as long as the family from then on: whoever comes back with it, be it
 * after weeks, shows that two parties held it.
 */
export const rotateRefreshToken = update('refreshToken', {
  set: ['rotatedAt', 'successor', 'expiresAt'],
  where: unspent,
  affects: 1,
});
/** The same for a row that stays as long anyway: to write its end again would take it out of an index, and put it back. */
export const rotateLastingRefreshToken = update('refreshToken', {
  set: ['rotatedAt', 'successor'],
  where: unspent,
  affects: 1,
});

export const insertFamily = insert('tokenFamily');
export const findFamily = select('tokenFamily', { id: 'equals' }, { cached: true, alongside: true });

/** Revokes every token of a family at once: tokens ask their family whether they are alive. */
export const revokeFamily = update('tokenFamily', {
  set: ['revokedAt'],
  where: { id: 'equals', revokedAt: 'isNull' },
  affects: 'any',
});
