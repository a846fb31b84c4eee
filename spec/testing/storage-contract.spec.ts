import { expect } from 'chai';
import { type Storage, TypeormStorage } from 'oauth-controllers';
import { storageContract } from 'oauth-controllers/testing';
import type { Write } from '../../src/core/statement';
import { UnitRefused } from '../../src/core/storage';
import { onEachDatabase } from '../support/databases';

describe('the storage contract of the testing entry', () => {
  onEachDatabase(database => {
    let storage: TypeormStorage;
    before(async () => {
      storage = await TypeormStorage.open(database().options);
    });
    after(() => storage?.close());

    for (const { title, run } of storageContract) it(title, () => run(storage));
  });

  describe('on a storage that breaks its word', () => {
    let storage: TypeormStorage;
    before(async () => {
      storage = await TypeormStorage.open(':memory:');
    });
    after(() => storage.close());

    type Commit = Storage['commit'];
    const committing = (commit: Commit): Storage => ({
      first: query => storage.first(query),
      all: query => storage.all(query),
      commit,
      sweep: (sweep, limit) => storage.sweep(sweep, limit),
      close: async () => undefined,
    });
    /** Later than any instant of a spec's. */
    const late = Number.MAX_SAFE_INTEGER;
    const isBefore = ({ statement }: Write, column: string): boolean =>
      (statement.where as Record<string, unknown>)[column] === 'before';

    const broken: [how: string, commit: Commit, cases: string[]][] = [
      [
        'commits write by write',
        async unit => {
          for (const write of unit) await storage.commit([write]);
        },
        [
          'writes nothing of a unit whose last write is refused',
          'writes nothing of a unit that inserts the same key twice',
          'lets one of 50 parallel units write what may be written once, and refuses the others with all that is in them',
        ],
      ],
      [
        'is content with what is written already',
        unit =>
          storage.commit(unit).catch(error => {
            if (!(error instanceof UnitRefused && error.write.statement.once)) throw error;
            return storage.commit(unit.filter(write => write !== error.write));
          }),
        ['lets one of 50 parallel units write what may be written once, and refuses the others with all that is in them'],
      ],
      [
        'takes nothing away',
        unit => storage.commit(unit.filter(({ statement }) => statement.kind !== 'delete')),
        [
          'finds no row that was taken away, and any other as before',
          'makes a number larger, and leaves one that is larger already',
        ],
      ],
      [
        'does not look at what has to be before',
        unit =>
          storage.commit(
            unit.map(write => {
              const entries = Object.entries(write.where).map(([name, value]) => [name, isBefore(write, name) ? late : value]);
              return { ...write, where: Object.fromEntries(entries) } as Write;
            }),
          ),
        [
          'gives a task to another holder once its time is over, and not before',
          'makes a number larger, and leaves one that is larger already',
        ],
      ],
    ];
    for (const [how, commit, cases] of broken)
      it(`says so where it ${how}`, async () => {
        const failed: string[] = [];
        for (const { title, run } of storageContract) await run(committing(commit)).catch(() => failed.push(title));
        expect(failed).to.deep.equal(cases);
      });
  });
});
