import type { Mutant } from './mutant';

export const mutants: Mutant[] = [
  {
    // Answers before the commit.
    id: 'RB02',
    file: 'src/typeorm/sqlite-engine.ts',
    find: 'if (this.queue.length === 1) setImmediate(() => this.gather(1, turns));',
    replace: 'resolve(); if (this.queue.length === 1) setTimeout(() => this.flush(), 100);',
  },
  {
    // No index holds the sum.
    id: 'RB06',
    file: 'src/typeorm/compile.ts',
    find: "before: '<'",
    replace: "before: '+ 0 <'",
    spec: 'spec/stores/explain.spec.ts',
  },
  {
    // The cleanup takes what lies at the same place in another part of the table.
    id: 'parts-cleanup',
    file: 'src/typeorm/compile.ts',
    find: 'this.stillOver(statement)',
    replace: "''",
    spec: 'spec/stores/parts.spec.ts',
    grep: 'PostgreSQL by time',
  },
  {
    // Lost connections stay in the pool.
    id: 'RB03',
    file: 'src/typeorm/connection.ts',
    find: 'known?.socket?.destroy();',
    replace: '',
    spec: 'spec/stores/silence.spec.ts',
  },
  {
    // A key signs before the resource servers can know it.
    id: 'MD08',
    file: 'src/tokens/keys/life.ts',
    find: 'export const lead = 15 * 60_000;',
    replace: 'export const lead = 1000;',
    spec: 'spec/torture/rotation.spec.ts',
  },
];
