import type { Mutant } from './mutant';

const file = 'src/core/dated-value.ts';
const spec = 'spec/core/dated-value.spec.ts';
const grep = 'a dated value';
const each = { spec: 'spec/stores/dated-keys.spec.ts', grep: 'keys that begin with when they were made on SQLite' };
const key = 'stamp + hash.slice(digits)';

/** Keys that sort by their date, and nothing random of a token in clear. */
export const mutants: Mutant[] = [
  { id: 'CO12', file, find: key, replace: 'value.slice(0, 64)' },
  {
    id: 'the rest is the hash',
    file,
    find: key,
    replace: 'value.slice(value.indexOf(stamp)).padEnd(64, stamp).slice(0, 64)',
    spec,
    grep,
  },
  { id: 'nothing random in clear', file, find: '/^(?:', replace: '/(?:', spec, grep },
  { id: 'nothing random in clear', file, find: '\\.[\\w-]{22}/', replace: '/', spec, grep },
  { id: 'enough random after the date', file, find: '{22}', replace: '{2}', spec, grep },
  { id: 'dates sort', file, find: ".padStart(digits, '0')", replace: '', spec, grep },
  {
    id: 'dates sort in each database',
    file,
    find: '.toString(36)',
    replace: '.toString(36).split("").reverse().join("")',
    ...each,
  },
  {
    id: 'undated as before',
    file,
    find: 'stamp === undefined ? hash',
    replace: "stamp === undefined ? 'x' + hash.slice(1)",
    ...each,
  },
  { id: 'a clock that lies', file, find: 'Math.min(', replace: 'Math.max(', spec, grep },
  { id: 'side by side', file, find: key, replace: 'hash', spec: 'spec/stores/locality.spec.ts', grep: 'a few pages' },
  {
    id: 'side by side',
    file,
    find: 'now !== last.now',
    replace: 'last.now < 0',
    spec: 'spec/stores/locality.spec.ts',
    grep: 'a few',
  },
];
