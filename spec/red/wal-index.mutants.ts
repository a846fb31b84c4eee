import type { Mutant } from './mutant';

const index = 'src/typeorm/wal-index.ts';
const witness = 'src/typeorm/change-witness.ts';
const toWal = 'src/typeorm/switch-to-wal.ts';
const specs = 'spec/stores/wal-index.spec.ts';
const rows = 'spec/stores/row-cache.spec.ts';
const own = 'spec/stores/own-commits.spec.ts';
const engine = 'src/typeorm/sqlite-engine.ts';
const switching = 'spec/stores/switch-to-wal.spec.ts';

/** [what is broken, where, the text, by what, who notices] */
const broken: [id: string, file: string, find: string, replace: string, spec: string, grep: string][] = [
  ['index-compared', index, 'if (this.read[place] !== this.agreed[place]) return false;', '', rows, 'by another'],
  ['index-agreed', index, 'this.agreed.set(this.read);', '', specs, 'nobody has written'],
  ['index-agreed-later', witness, '    index.agree();\n', '', specs, 'nobody has written'],
  ['index-replaced', index, ') !== this.file) this', ") === '') this", specs, 'opened in its place'],
  ['index-proven', index, 'this.isProven && this.isSame()', 'this.isSame()', specs, 'not relied on before'],
  [
    'index-closed',
    index,
    '    } catch {\n      // SQLite has closed',
    '    } catch (error) {\n      throw error;\n      // SQLite has closed',
    specs,
    'left WAL',
  ],
  ['index-in-transaction', witness, "if (this.database.inTransaction) return 'unknown';", '', rows, 'raw SQL in a transaction'],
  ['index-followed', witness, 'else if (isCommitted) index.follow();', '', own, 'still known'],
  ['index-one-commit', index, 'read[counter] === next', 'read[counter] !== undefined', own, 'committed just'],
  ['index-of-this-log', index, ' && salts.every(place => read[place] === agreed[place])', '', specs, 'in its place'],
  ['index-follows-nothing', witness, 'else if (isCommitted) index', 'else index', own, 'nothing of it|no commit'],
  ['index-follows-new-rows', engine, "isMain && write.statement.kind === 'insert'", 'isMain', own, 'there already'],
  ['index-follows-whole', engine, 'return together !== undefined;', 'return true;', own, 'nothing of it'],
  [
    'index-follows-failed',
    engine,
    'one.reject(error);\n      return false;',
    'one.reject(error);\n      return true;',
    own,
    'failed at its end',
  ],
  [
    'index-follows-main',
    engine,
    "isMain && write.statement.kind === 'insert'",
    "write.statement.kind === 'insert'",
    own,
    'attached',
  ],
  ['wal-busy', toWal, "!== 'SQLITE_BUSY'", "=== 'SQLITE_BUSY'", switching, 'once it is free'],
  ['wal-other', toWal, "(error as { code?: unknown }).code !== 'SQLITE_BUSY' || ", '', switching, 'asked of no other'],
];

/** Who relies on the WAL-index, and who opens a file beside others. */
export const mutants: readonly Mutant[] = broken.map(([id, file, find, replace, spec, grep]) => ({
  ...{ id, file, find, replace, spec, grep },
}));
