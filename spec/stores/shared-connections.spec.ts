import { expect } from 'chai';
import { AuthorizationCodeEntity } from 'oauth-controllers';
import { DataSource, type DataSourceOptions, type EntitySubscriberInterface, type QueryRunner } from 'typeorm';
import type { Write } from '../../src/core/statement';
import { findCode, insertCode } from '../../src/core/statements/codes';
import { findAccessToken, insertAccessToken } from '../../src/core/statements/tokens';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { onEachDatabase } from '../support/databases';
import { accessTokenRow, codeRow, freshHash } from '../support/rows';
import { failureOf, redeem } from '../support/units';

const outcome = (storage: TypeormStorage, unit: readonly Write[]): Promise<unknown> =>
  failureOf(storage.commit(unit)).then(error => (error instanceof Error ? error.message : 'kept'));

const nothing = (): void => undefined;
const quiet = { logQueryError: nothing, logQuerySlow: nothing, logSchemaBuild: nothing, logMigration: nothing, log: nothing };

describe('connections that the library shares with an application', () => {
  onEachDatabase((database, name) => {
    if (name === 'SQLite') return;
    const opened: { close(): unknown }[] = [];
    const open = async (changes: object = {}): Promise<TypeormStorage> => {
      const storage = await TypeormStorage.open({ ...database().options, ...changes } as DataSourceOptions);
      opened.push(storage);
      return storage;
    };
    /** Through a data source of the application's, over tables that are there. */
    const share = async (changes: object = {}): Promise<TypeormStorage> => {
      const { dataSource: made } = await open();
      const dataSource = await new DataSource({ ...made.options, ...changes } as DataSourceOptions).initialize();
      opened.push({ close: () => dataSource.destroy() });
      return new TypeormStorage(dataSource, false);
    };
    const isThere = async (hash: string): Promise<boolean> =>
      (await (await open()).first(findAccessToken.with({ hash }))) !== undefined;

    /** Somebody else has the row of a code meanwhile. */
    async function whileLocked(work: (release: () => Promise<void>) => Promise<unknown>): Promise<void> {
      const { dataSource } = await open();
      const holder = dataSource.createQueryRunner();
      await holder.startTransaction();
      await holder.query(`SELECT 1 FROM ${dataSource.getMetadata(AuthorizationCodeEntity).tablePath} FOR UPDATE`);
      const release = async (): Promise<void> => {
        if (holder.isTransactionActive) await holder.rollbackTransaction();
      };
      try {
        await work(release);
      } finally {
        await release();
        await holder.release();
      }
    }

    afterEach(async () => {
      for (const one of opened.splice(0).reverse()) await one.close();
    });

    it('are left to the application that has them, while the library waits in vain', async () => {
      const storage = await share();
      const row = codeRow();
      await storage.commit([insertCode.with(row)]);
      // The pool gives out the connections that the library has worked with.
      await Promise.all([1, 2, 3].map(() => storage.first(findCode.with({ hash: row.hash }))));
      const transactions = [1, 2].map(() => storage.dataSource.createQueryRunner());
      for (const one of transactions) await one.startTransaction();
      await whileLocked(async () => expect(await outcome(storage, [redeem(row.hash)])).to.not.equal('kept'));
      for (const one of transactions) {
        expect(await one.query('SELECT 1 AS n')).to.deep.equal([{ n: 1 }]);
        await one.commitTransaction();
        await one.release();
      }
    });

    it('RB01: are given up where a ROLLBACK fails, so that no other unit keeps what was refused', async () => {
      const logQuery = (sql: string): void => {
        if (sql === 'ROLLBACK') throw new Error('the log is full');
      };
      const storage = await open({ logger: { ...quiet, logQuery }, poolSize: 1 });
      const [refused, next] = [accessTokenRow(), accessTokenRow()];
      expect(await outcome(storage, [insertAccessToken.with(refused), redeem(freshHash())])).to.not.equal('kept');
      expect(await outcome(storage, [insertAccessToken.with(next), insertCode.with(codeRow())])).to.equal('kept');
      expect(await isThere(next.hash)).to.equal(true);
      expect(await isThere(refused.hash)).to.equal(false);
    });

    if (name !== 'PostgreSQL') return;

    it('RB01: are given up where pg gives up a statement that PostgreSQL carries out later', async () => {
      const storage = await open({ extra: { query_timeout: 300 }, poolSize: 1 });
      const [code, refused, next] = [codeRow(), accessTokenRow(), accessTokenRow()];
      await storage.commit([insertCode.with(code)]);
      await whileLocked(async release => {
        expect(await outcome(storage, [redeem(code.hash), insertAccessToken.with(refused)])).to.not.equal('kept');
        await release();
      });
      expect(await outcome(storage, [insertAccessToken.with(next)])).to.equal('kept');
      expect((await storage.first(findCode.with({ hash: code.hash })))?.redeemedAt).to.equal(null);
      expect(await isThere(refused.hash)).to.equal(false);
    });

    it('RB01: a unit is refused whose transaction failed by a statement of the application’s, which hid it', async () => {
      const storage = await open();
      let isOn = true;
      const subscriber: EntitySubscriberInterface = {
        async afterQuery({ query, queryRunner }: { query: string; queryRunner: QueryRunner }): Promise<void> {
          if (!isOn || !query.startsWith('INSERT')) return;
          isOn = false;
          await queryRunner.query('SELECT broken').catch(nothing);
        },
      };
      storage.dataSource.subscribers.push(subscriber);
      const row = accessTokenRow();
      expect(await outcome(storage, [insertAccessToken.with(row)])).to.equal('PostgreSQL answered a COMMIT with ROLLBACK.');
      expect(isOn, 'that it is seen, though it came later').to.equal(false);
      expect(await isThere(row.hash)).to.equal(false);
      expect(await outcome(storage, [insertAccessToken.with(row)])).to.equal('kept');
    });
  });
});
