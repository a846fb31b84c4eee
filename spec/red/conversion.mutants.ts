import { type Broken, type Mutant, watchedBy } from './mutant';

const conversion = 'src/typeorm/conversion.ts';
const engine = 'src/typeorm/sqlite-engine.ts';

const written: readonly Broken[] = [
  ['written-by-another', conversion, 'texts.get(value as object) ?? written(value)', 'written(value)'],
  ['written-with-blanks', conversion, '/[\\s\\\\]/', '/\\\\/'],
];

/** What a row holds, whoever has written it and however the driver gives it; and who has the connection of a SQLite file. */
export const mutants: readonly Mutant[] = [
  ...watchedBy('spec/clients/changed-at-once.spec.ts', written, 'another program has written'),
  ...watchedBy('spec/stores/conversion.spec.ts', [
    ['big-integers', conversion, "typeof value === 'bigint' ? Number(value) : value", 'value', 'give big integers'],
  ]),
  ...watchedBy('spec/stores/sqlite.spec.ts', [
    ['in-a-result', engine, 'mayWait && isInResult(error)', 'mayWait && false', 'through with a result'],
  ]),
];
