import { expect } from 'chai';
import { type Storage, TypeormStorage } from 'oauth-controllers';
import { storageContract } from 'oauth-controllers/testing';
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

    /** Commits write by write, as a store does that was not written for units. */
    const careless = (): Storage => ({
      first: query => storage.first(query),
      all: query => storage.all(query),
      async commit(unit) {
        for (const write of unit) await storage.commit([write]);
      },
      sweep: (sweep, limit) => storage.sweep(sweep, limit),
      close: async () => undefined,
    });

    it('says so', async () => {
      const broken: string[] = [];
      for (const { title, run } of storageContract) await run(careless()).catch(() => broken.push(title));
      expect(broken).to.deep.equal([
        'writes nothing of a unit whose last write is refused',
        'writes nothing of a unit that inserts the same key twice',
      ]);
    });
  });
});
