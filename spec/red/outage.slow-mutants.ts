import type { Mutant } from './mutant';

const spec = 'spec/stores/lost-transaction.spec.ts';

export const mutants: Mutant[] = [
  {
    // PostgreSQL keeps the rows of a transaction whose connection is lost.
    id: 'RB03-postgres',
    file: 'src/typeorm/transaction.ts',
    find: 'idle_in_transaction_session_timeout',
    replace: 'lock_timeout',
    grep: 'on PostgreSQL RB03',
    spec,
  },
  {
    id: 'RB03-mariadb',
    file: 'src/typeorm/transaction.ts',
    find: ', SESSION idle_transaction_timeout',
    replace: ', SESSION net_read_timeout',
    grep: 'on MariaDB RB03',
    spec,
  },
];
