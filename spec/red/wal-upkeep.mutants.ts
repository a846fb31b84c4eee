import type { Mutant } from './mutant';

const spec = 'spec/stores/wal-upkeep.spec.ts';
const file = 'src/typeorm/wal-upkeep.ts';

/** What the cleanup of a SQLite file asks of the disk, and what it leaves as it was. */
export const mutants: Mutant[] = [
  {
    id: 'WU01',
    file,
    find: "    if (pages > shortLog) set(database, 'wal_autocheckpoint', shortLog);\n",
    replace: '',
    grep: 'leaves no long log',
    spec,
  },
  {
    id: 'WU02',
    file,
    find: "    if (pages > shortLog) set(database, 'wal_autocheckpoint', shortLog);\n",
    replace: "    set(database, 'wal_autocheckpoint', shortLog);\n",
    grep: 'leaves the log alone',
    spec,
  },
  {
    id: 'WU03',
    file,
    find: "    if (pages > shortLog) set(database, 'wal_autocheckpoint', pages);\n",
    replace: '',
    grep: 'leaves no long log',
    spec,
  },
  {
    id: 'WU04',
    file,
    find: "    if (level > normal) set(database, 'main.synchronous', level);\n",
    replace: '',
    grep: 'all that is committed meanwhile does',
    spec,
  },
  {
    id: 'WU05',
    file,
    find: "    if (level > normal) set(database, 'main.synchronous', normal);\n",
    replace: '',
    grep: 'does not wait for the disk',
    spec,
  },
  {
    id: 'WU06',
    file,
    find: "    if (level > normal) set(database, 'main.synchronous', normal);\n",
    replace: "    set(database, 'main.synchronous', normal);\n",
    grep: 'no more safety than the application',
    spec,
  },
  {
    id: 'WU07',
    file,
    find: " || get(database, 'main.journal_mode') !== 'wal'",
    replace: '',
    grep: 'another kind',
    spec,
  },
  {
    id: 'WU08',
    file,
    find: 'database.inTransaction || ',
    replace: '',
    grep: 'in the middle of a transaction',
    spec,
  },
  {
    id: 'WU09',
    file,
    find: '    return work();\n  } finally {\n',
    replace: '    var done = work();\n  } catch (error) {\n    throw error;\n  }\n  try {\n    return done;\n  } finally {\n',
    grep: 'again after it has failed',
    spec,
  },
  {
    id: 'unsynced-commits',
    file: 'src/server/findings.ts',
    find: "asked('journal_mode') === 'wal' && ",
    replace: "asked('journal_mode') !== 'wal' && ",
    grep: 'warns of a DataSource',
    spec: 'spec/stores/sqlite.spec.ts',
  },
  {
    id: 'unsynced-commits-always',
    file: 'src/server/findings.ts',
    find: " && Number(asked('synchronous')) < 2",
    replace: '',
    grep: 'warns of a DataSource',
    spec: 'spec/stores/sqlite.spec.ts',
  },
];
