import { type Broken, type Mutant, watchedBy } from './mutant';

const conditions = 'src/testing/condition-cases.ts';

const broken: readonly Broken[] = [
  ['contract-once', conditions, '[49, true]', '[reasons.length, true]', 'with what is written already'],
  [
    'contract-removed',
    conditions,
    'strictEqual(await storage.first(findSession.with({ hash: ended })), undefined);\n      strictEqual(await storage.first(findClient.with({ clientId })), undefined);',
    '',
    'takes nothing away',
  ],
  ['contract-before', conditions, 'await refuses(storage, take(expiresAt));', '', 'has to be before'],
  ['contract-conditions', 'src/testing/storage-contract.ts', '  ...conditionCases,\n', '', 'that breaks its word'],
];

/** What the contract for storages of an application's own has to notice. */
export const mutants: readonly Mutant[] = watchedBy('spec/testing/storage-contract.spec.ts', broken);
