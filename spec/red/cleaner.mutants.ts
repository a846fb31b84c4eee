import { type Broken, type Mutant, watchedBy } from './mutant';

const cleaner = 'src/server/cleaner.ts';

const broken: readonly Broken[] = [
  ['cleanup-rare', cleaner, 'Math.min(every * 1000, longestTimer)', 'every * 1000', 'than was said'],
  ['cleanup-long-rest', cleaner, 'Math.min(milliseconds, longestRest)', 'milliseconds', 'rests for two seconds'],
  ['cleanup-kept-waiting', cleaner, 'undefined, { signal })', 'undefined)', 'rests for two seconds'],
];

/** How often expired rows are deleted, and who waits for that. */
export const mutants: readonly Mutant[] = [
  ...watchedBy('spec/server/cleaner.spec.ts', broken),
  ...watchedBy('spec/controllers/start-errors.spec.ts', [
    ['half-a-second', 'src/core/duration.ts', 'value >= 1)', 'value > 0)', 'half a second'],
  ]),
];
