import type { Mutant } from './mutant';

const rule = {
  file: 'src/typeorm/sqlite-engine.ts',
  grep: 'takes along the units of the next turns',
  spec: 'spec/stores/sqlite.spec.ts',
};

/** Commits that are put off for others, but for nobody alone and not for ever. */
export const mutants: readonly Mutant[] = [
  { id: 'gathers', ...rule, find: 'length > before && left > 0', replace: 'length > 99 && left > 0' },
  { id: 'gathers-nobody-alone', ...rule, find: 'length > before &&', replace: 'length >= before &&' },
  { id: 'gathers-not-for-ever', ...rule, find: '&& left > 0)', replace: '&& left > -99)' },
];
