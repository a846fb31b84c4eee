// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mutants quote the source, templates included
import { type Broken, type Mutant, watchedBy } from './mutant';

const cleaner = 'src/server/cleaner.ts';
const compile = 'src/typeorm/compile.ts';

const broken: readonly Broken[] = [
  ['cleanup-rare', cleaner, 'Math.min(every * 1000, longestTimer)', 'every * 1000', 'than was said'],
  ['cleanup-long-rest', cleaner, 'Math.min(milliseconds, longestRest)', 'milliseconds', 'rests for two seconds'],
  ['cleanup-kept-waiting', cleaner, 'undefined, { signal })', 'undefined)', 'rests for two seconds'],
  ['RB06-requests', 'src/core/statements/cleanup.ts', 'requests.includes(table) ? hour : grace', 'grace', 'nobody has answered'],
  ['RB06-codes', 'src/core/statements/cleanup.ts', '? hour : grace', '? hour : hour', 'RB06: '],
  ['RB04-requests', 'src/core/statements/cleanup.ts', '? hour :', '? 0 :', 'takes no request from its user'],
];

/** How often expired rows are deleted, and who waits for that. */
export const mutants: readonly Mutant[] = [
  ...watchedBy('spec/server/cleaner.spec.ts', broken),
  ...watchedBy('spec/stores/unhurried-sweep.spec.ts', [
    ['sweep-hurried', compile, ' AND ${unhurried}', '', 'RB06: '],
    ['sweep-for-all', compile, "'off', true)) = 'off'", "'off', false)) = 'off'", 'RB06: '],
  ]),
  ...watchedBy('spec/controllers/start-errors.spec.ts', [
    ['half-a-second', 'src/core/duration.ts', 'value >= 1)', 'value > 0)', 'half a second'],
  ]),
];
