import type { Mutant } from './mutant';

const direct = 'src/controllers/direct-execution.ts';
const ready = 'src/controllers/ready-parameters.ts';
const mounted = 'src/controllers/mounted.ts';
const spec = 'spec/adapters/direct-execution.spec.ts';

/** [what is broken, where, the text, by what, who notices] */
const broken: [id: string, file: string, find: string, replace: string, spec: string, grep: string][] = [
  ['direct-parameters', ready, ' || reads.length < params.length', '', spec, 'parameter'],
  ['direct-interceptors', direct, ' || isObserved(metadata)) return', ') return', spec, 'intercepted'],
  ['direct-unguarded', direct, '!parameters || !isGuarded(metadata)', '!parameters', spec, 'object'],
  ['direct-observed', mounted, 'unobserved.has(this) ?', 'this ?', spec, 'whole application'],
  ['direct-unwritten', direct, 'writeAnswer(current, result)', 'result', spec, 'own refusals'],
];

/** A handler that is called without waiting answers as one that routing-controllers waits for. */
export const mutants: readonly Mutant[] = broken.map(([id, file, find, replace, seenBy, grep]) => ({
  ...{ id, file, find, replace, spec: seenBy, grep },
}));
