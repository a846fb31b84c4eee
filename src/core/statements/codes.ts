import { insert, select, update } from '../statement';

/** A code with this many wrong verifiers is dead: nobody may guess a weak one. */
export const maxFailedVerifiers = 5;

export const insertCode = insert('authorizationCode');
export const findCode = select('authorizationCode', { hash: 'equals' });

/** The one statement that spends a code. Of any number of attempts on any number of processes, one touches the row. */
export const redeemCode = update('authorizationCode', {
  set: ['redeemedAt'],
  where: { hash: 'equals', redeemedAt: 'isNull', expiresAt: 'after', failedVerifiers: 'atMost' },
  affects: 1,
});

/** Without its tokens: where it was redeemed a moment ago, nothing is touched. */
export const revokeCode = update('authorizationCode', {
  set: ['redeemedAt'],
  where: { hash: 'equals', redeemedAt: 'isNull' },
  affects: 'any',
});

export const countFailedVerifier = update('authorizationCode', {
  set: [],
  increment: ['failedVerifiers'],
  where: { hash: 'equals', redeemedAt: 'isNull' },
  affects: 'any',
});
