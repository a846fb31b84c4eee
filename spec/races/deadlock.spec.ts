import { expect } from 'chai';
import type { DataSourceOptions } from 'typeorm';
import type { Write } from '../../src/core/statement';
import { countFailedVerifier, findCode, insertCode } from '../../src/core/statements/codes';
import { findConsent, forgetConsent, insertConsent } from '../../src/core/statements/interactions';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { onEachDatabase } from '../support/databases';
import { codeRow } from '../support/rows';

const pairs = 10;

describe('units that get into each other’s way', () => {
  onEachDatabase((database, name) => {
    let storage: TypeormStorage;
    before(async () => {
      // PostgreSQL looks for a deadlock after a second; it shall look at once.
      const extra = { options: '-c deadlock_timeout=10ms' };
      const { options } = database();
      storage = await TypeormStorage.open(name === 'PostgreSQL' ? ({ ...options, extra } as DataSourceOptions) : options);
    });
    after(() => storage?.close());

    const deadlocks = async (): Promise<number> => {
      if (name === 'SQLite') return 0;
      const query =
        name === 'MariaDB'
          ? "SELECT VARIABLE_VALUE AS n FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Innodb_deadlocks'"
          : 'SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()';
      return Number((await storage.dataSource.query(query))[0].n);
    };

    /** Two at a time collide, and more than a few at a time starve. */
    const collide = async (units: readonly (readonly [readonly Write[], readonly Write[]])[]): Promise<void> => {
      for (const pair of units) await Promise.all(pair.map(unit => storage.commit(unit)));
    };

    it('RB01: are all kept in the end, each once, though they lock two rows in opposite orders', async function () {
      this.timeout(60_000);
      const codes = [codeRow(), codeRow()];
      await storage.commit(codes.map(row => insertCode.with(row)));
      const [first, second] = codes.map(({ hash }) => countFailedVerifier.with({}, { hash }));
      if (!first || !second) throw new Error('There are two.');
      // Inserts in between hold the first lock for a while, even where the unit is a single message.
      const filler = (): Write[] => Array.from({ length: 100 }, () => insertCode.with(codeRow()));
      const before = await deadlocks();
      let rounds = 0;
      do {
        await collide(
          Array.from(
            { length: pairs },
            () =>
              [
                [first, ...filler(), second],
                [second, ...filler(), first],
              ] as const,
          ),
        );
        rounds++;
        // The server may count a little later than it breaks them.
      } while (name !== 'SQLite' && (await deadlocks()) === before && rounds < 10);
      const counts = await Promise.all(
        codes.map(async ({ hash }) => (await storage.first(findCode.with({ hash })))?.failedVerifiers),
      );
      expect(counts).to.deep.equal([rounds * pairs * 2, rounds * pairs * 2]);
      if (name !== 'SQLite') expect(await deadlocks(), 'deadlocks that the server saw').to.be.above(before);
    });

    it('RB01: a row that two replace at once is replaced by both, one after the other', async () => {
      const row = { id: 'c'.repeat(64), userId: 'ada', clientId: 'app', scope: 'a', grantedAt: 1, expiresAt: null };
      await storage.commit([insertConsent.with(row)]);
      const replace = (scope: string): Promise<void> =>
        storage.commit([forgetConsent.with({ id: row.id }), insertConsent.with({ ...row, scope })]);
      for (let round = 0; round < 10; round++) await Promise.all(['b', 'c', 'd'].map(replace));
      expect((await storage.first(findConsent.with({ id: row.id })))?.scope).to.match(/^[bcd]$/);
    });
  });
});
