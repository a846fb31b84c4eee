import { insert, select, update } from '../statement';

export const insertPushedRequest = insert('pushedRequest');
export const findPushedRequest = select('pushedRequest', { hash: 'equals' });

/** The one statement that spends a pushed request: in the unit that ends the authorization. */
export const spendPushedRequest = update('pushedRequest', {
  set: ['spentAt'],
  where: { hash: 'equals', spentAt: 'isNull' },
  affects: 1,
});
