import { insertOnce, remove, select, update } from '../statement';

export const allSigningKeys = select('signingKey', {});
/** The next generation: of several processes that make it, one wins. */
export const insertSigningKey = insertOnce('signingKey');
export const removeSigningKey = remove('signingKey', { id: 'equals' }, 'any');
/** Something is about to be signed that lives longer than all before. */
export const lengthenLifetime = update('signingKey', {
  set: ['longestLifetime'],
  where: { id: 'equals', longestLifetime: 'before' },
  affects: 'any',
});
