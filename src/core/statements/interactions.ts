import { insert, remove, select, update } from '../statement';

export const insertInteraction = insert('interaction');
export const findInteraction = select('interaction', { hash: 'equals' });

/** The one statement that ends an interaction: a consent that is posted twice gives one code. */
export const completeInteraction = update('interaction', {
  set: ['completedAt'],
  where: { hash: 'equals', completedAt: 'isNull', expiresAt: 'after' },
  affects: 1,
});

/** What the user is asked. A consent to anything else, or by anybody else, is none. */
export const offerConsent = update('interaction', {
  set: ['offered'],
  where: { hash: 'equals', completedAt: 'isNull', expiresAt: 'after' },
  affects: 1,
});

export const insertSession = insert('loginSession');
export const findSession = select('loginSession', { hash: 'equals' });
export const endSession = remove('loginSession', { hash: 'equals' }, 'any');

export const insertConsent = insert('consent');
export const findConsent = select('consent', { id: 'equals' });
export const forgetConsent = remove('consent', { id: 'equals' }, 'any');
