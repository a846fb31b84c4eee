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
export const findSession = select('loginSession', { hash: 'equals' }, { cached: true, alongside: true });
export const endSession = remove('loginSession', { hash: 'equals' }, 'any');

export const insertConsent = insert('consent');
export const findConsent = select('consent', { id: 'equals' }, { cached: true, alongside: true });
export const forgetConsent = remove('consent', { id: 'equals' }, 'any');

/** Changes a consent that is still the one that was read. One that was withdrawn or given anew meanwhile stays as it is. */
export const changeConsent = update('consent', {
  set: ['scope', 'grantedAt', 'expiresAt'],
  where: { id: 'equals', scope: 'equals', grantedAt: 'equals' },
  affects: 'any',
});
