import { type Broken, type Mutant, watchedBy } from './mutant';

const statements = 'src/core/statements/clients.ts';
const changes = 'src/server/client-changes.ts';

const broken: Broken[] = [
  ['said-all', changes, '.filter(({ set }) => set.some(differs))', ''],
  [
    'said-once',
    'src/server/clients.ts',
    'return unlessChanged(() => this.updateOnce(clientId, changes));',
    'return this.updateOnce(clientId, changes);',
  ],
  [
    'said-method',
    statements,
    "set: [column], where: { clientId: 'equals', authMethod: 'equals' }",
    "set: [column], where: { clientId: 'equals' }",
  ],
  ['said-tokens', statements, "authMethod: 'equals', tokens: 'equals' }", "authMethod: 'equals' }"],
  ['said-protocol', statements, "protocol: 'equals', grantTypes", 'grantTypes'],
  ['said-grants', statements, ", grantTypes: 'equals' }", ' }'],
];

/** What several say of a client at once is all kept, and nothing that could not be said at a time. */
export const mutants: readonly Mutant[] = watchedBy('spec/clients/said-at-once.spec.ts', broken, 'what is said of a client');
