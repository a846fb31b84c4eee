import type { Mutant } from './mutant';

/** What one stage of a request knows, the next one relies on. */
export const mutants: readonly Mutant[] = [
  {
    id: 'call-is-enforced',
    file: 'src/controllers/guards.ts',
    find: '      ? admitLate(exchangeOfAction(current), metadata, proceed)',
    replace: '      ? proceed()',
    grep: 'because its middleware was taken away is not called without a token',
  },
  {
    id: 'refused-late-is-not-called',
    file: 'src/controllers/guards.ts',
    find: 'refused ? keep(exchange.raw, refused) : proceed()',
    replace: 'proceed()',
    grep: 'because its middleware was taken away is not called without a token',
  },
  {
    id: 'challenges-thrown-later',
    file: 'src/core/awaitable.ts',
    find: 'return isLate(value) ? value.then(undefined, recover) : value;',
    replace: 'return value;',
    grep: 'answers with the challenge that it throws',
  },
  {
    id: 'challenges-thrown-at-once',
    file: 'src/core/awaitable.ts',
    find: '    return recover(error);\n',
    replace: '    throw error;\n',
    grep: 'answers with the challenge that it throws',
  },
  {
    id: 'state-in-no-log',
    file: 'src/controllers/state.ts',
    find: '    return (raw as unknown as Stateful).#state;',
    replace: '    return Object.assign(raw, { state: (raw as unknown as Stateful).#state }).state;',
    grep: 'shows nothing of the token',
  },
];
