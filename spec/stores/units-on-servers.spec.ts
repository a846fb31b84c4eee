import { expect } from 'chai';
import { AuthorizationCodeEntity } from 'oauth-controllers';
import { storageContract } from 'oauth-controllers/testing';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Write } from '../../src/core/statement';
import { findCode, insertCode } from '../../src/core/statements/codes';
import { spendOnce } from '../../src/core/statements/replay';
import { findAccessToken, findFamily, insertAccessToken, insertFamily, revokeFamily } from '../../src/core/statements/tokens';
import { UnitRefused } from '../../src/core/storage';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { AnswerCounter } from '../support/answer-counter';
import { onEachDatabase } from '../support/databases';
import { accessTokenRow, codeRow, epoch, familyRow, freshHash } from '../support/rows';
import { failureOf, redeem } from '../support/units';

const refusal = (storage: TypeormStorage, unit: readonly Write[]): Promise<unknown> => failureOf(storage.commit(unit));

describe('how a unit is sent', () => {
  onEachDatabase((database, name) => {
    const opened: { close(): unknown }[] = [];
    const open = async (changes: object = {}): Promise<TypeormStorage> => {
      const storage = await TypeormStorage.open({ ...database().options, ...changes } as DataSourceOptions);
      opened.push(storage);
      return storage;
    };
    afterEach(async () => {
      for (const one of opened.splice(0).reverse()) await one.close();
    });

    if (name === 'PostgreSQL') {
      const counted = async (): Promise<[AnswerCounter, TypeormStorage]> => {
        const { port } = database().options as { port: number };
        const network = new AnswerCounter(port);
        opened.push(network);
        return [network, await open({ port: await network.listen() })];
      };

      /** The tables of the statements that are prepared on the storage's connection. */
      const preparedOn = async ({ dataSource }: TypeormStorage): Promise<string[]> => {
        const found: { table: string }[] = await dataSource.query(
          `SELECT substring(statement from 'FROM "[^"]*"\\.("[^"]*")') AS table FROM pg_prepared_statements WHERE name LIKE 'oauth%' ORDER BY 1`,
        );
        return found.map(({ table }) => table);
      };

      it('takes one message, and another one only where a write may find no row', async () => {
        const [network, storage] = await counted();
        const answersTo = async (...unit: Write[]): Promise<number> => {
          const before = network.answers;
          await refusal(storage, unit);
          return network.answers - before;
        };
        const [code, family] = [codeRow(), familyRow()];
        const use = spendOnce.with({ key: freshHash(), expiresAt: epoch });
        await answersTo(insertCode.with(code));
        expect(await answersTo(insertAccessToken.with(accessTokenRow())), 'a token').to.equal(1);
        expect(await answersTo(use), 'a proof').to.equal(1);
        expect(await answersTo(use), 'the proof again').to.equal(1);
        const issued = [insertFamily.with(family), insertAccessToken.with(accessTokenRow())];
        expect(await answersTo(redeem(code.hash), ...issued), 'a code').to.equal(2);
        expect(await answersTo(redeem(code.hash), ...issued), 'the code again, and a ROLLBACK').to.equal(2);
        expect(await answersTo(revokeFamily.with({ revokedAt: epoch }, { id: family.id })), 'a revocation').to.equal(1);
      });

      it('RB01: is refused where the database does not say that it has committed', async () => {
        const [network, storage] = await counted();
        network.forge('COMMIT\0', 'ROLLED\0');
        expect(await refusal(storage, [insertAccessToken.with(accessTokenRow())]))
          .to.be.an('error')
          .with.property('message', 'PostgreSQL answered a COMMIT with ROLLED.');
      });

      it('RB01: is refused where the database does not say that it has touched the row', async () => {
        const [network, storage] = await counted();
        const row = codeRow();
        await storage.commit([insertCode.with(row)]);
        network.forge('UPDATE 1\0', 'REDATE 1\0');
        expect(await refusal(storage, [redeem(row.hash), insertAccessToken.with(accessTokenRow())])).to.be.instanceOf(
          UnitRefused,
        );
        expect((await storage.first(findCode.with({ hash: row.hash })))?.redeemedAt).to.equal(null);
      });

      it('is left to TypeORM where somebody looks at its statements', async () => {
        const seen: string[] = [];
        const nothing = (): void => undefined;
        const logQuery = (sql: string): void => void seen.push(sql);
        const rest = {
          logQueryError: nothing,
          logQuerySlow: nothing,
          logSchemaBuild: nothing,
          logMigration: nothing,
          log: nothing,
        };
        const storage = await open({ logger: { logQuery, ...rest } });
        for (const { run } of storageContract) await run(storage);
        const words = ['SELECT "hash"', 'START', 'UPDATE', 'INSERT', 'COMMIT', 'ROLLBACK'];
        expect(words.filter(word => !seen.some(sql => sql.startsWith(word)))).to.deep.equal([]);
      });

      it('is left to TypeORM on a client that has another way of its own', async () => {
        const storage = await open({ extra: { pipeline: true } });
        for (const { run } of storageContract) await run(storage);
      });

      it('prepares each read once on a connection', async () => {
        const storage = await open({ poolSize: 1 });
        for (let reads = 0; reads < 3; reads++) {
          await storage.first(findCode.with({ hash: freshHash() }));
          await storage.first(findAccessToken.with({ hash: freshHash() }));
        }
        expect(await preparedOn(storage)).to.deep.equal(['"oauth_access_token"', '"oauth_authorization_code"']);
      });

      const strangers: [string, (storage: TypeormStorage, name: string) => Promise<unknown>][] = [
        ['forgets it', ({ dataSource }) => dataSource.query('DEALLOCATE ALL')],
        [
          'has another one of its name',
          async ({ dataSource }, name) => {
            // As behind a pooler: pg knows nothing of what it finds on a connection.
            const runner = dataSource.createQueryRunner();
            const client: { connection: { parsedStatements: Record<string, string> } } = await runner.connect();
            delete client.connection.parsedStatements[name];
            await runner.release();
          },
        ],
        [
          'has changed its table',
          ({ dataSource }) => {
            const { tablePath } = dataSource.getMetadata(AuthorizationCodeEntity);
            return dataSource.query(`ALTER TABLE ${tablePath} ALTER "clientId" TYPE text`);
          },
        ],
      ];
      for (const [what, strange] of strangers)
        it(`reads as well where the connection ${what}, and prepares nothing from then on`, async () => {
          const storage = await open({ poolSize: 1, entityPrefix: 'strange_' });
          const row = codeRow();
          await storage.commit([insertCode.with(row)]);
          const read = () => storage.first(findCode.with({ hash: row.hash }));
          expect(await read()).to.deep.equal(row);
          const [{ name }] = await storage.dataSource.query("SELECT name FROM pg_prepared_statements WHERE name LIKE 'oauth%'");
          await strange(storage, name);
          expect(await read()).to.deep.equal(row);
          await storage.dataSource.query('DEALLOCATE ALL');
          expect(await read()).to.deep.equal(row);
          expect(await preparedOn(storage)).to.deep.equal([]);
        });

      it('RB03: waits for somebody’s lock no longer than a request does, in the database too', async () => {
        const [storage, other] = [await open(), await open()];
        const row = codeRow();
        await storage.commit([insertCode.with(row)]);
        const { tablePath, schema } = other.dataSource.getMetadata(AuthorizationCodeEntity);
        const holder = other.dataSource.createQueryRunner();
        await holder.startTransaction();
        await holder.query(`SELECT FROM ${tablePath} FOR UPDATE`);
        try {
          expect(await refusal(storage, [redeem(row.hash)])).to.be.an('error');
          const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE "${schema}"%redeemedAt%'`;
          for (let looks = 0; looks < 20 && (await holder.query(waiting)).length > 0; looks++)
            await new Promise(resolve => setTimeout(resolve, 50));
          expect(await holder.query(waiting)).to.deep.equal([]);
        } finally {
          await holder.rollbackTransaction();
          await holder.release();
        }
      });

      it('is left to TypeORM where a column, which the application has declared anew, holds what only the driver can write', async () => {
        const [network, storage] = await counted();
        const row = accessTokenRow({ scope: ['a', 'b'] as never });
        const before = network.answers;
        await storage.commit([insertAccessToken.with(row)]);
        expect(network.answers - before, 'a statement after the other').to.be.above(2);
        expect(await storage.first(findAccessToken.with({ hash: row.hash }))).to.deep.equal({ ...row, scope: '{"a","b"}' });
      });
    }

    if (name === 'MariaDB') {
      const isThere = async (hash: string): Promise<boolean> =>
        (await (await open()).first(findAccessToken.with({ hash }))) !== undefined;

      it('RB01: is kept on a connection that keeps nothing by itself, at the level that the library needs', async () => {
        const storage = await open({ extra: { connectionLimit: 1 } });
        await storage.dataSource.query('SET SESSION autocommit = 0');
        await storage.dataSource.query('SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE');
        const row = accessTokenRow();
        await storage.commit([insertAccessToken.with(row)]);
        expect(await isThere(row.hash)).to.equal(true);
        const [{ level }] = await storage.dataSource.query('SELECT @@tx_isolation AS level');
        expect(level).to.equal('READ-COMMITTED');
      });

      it('is refused where a column cannot hold all of a value, whatever the server’s mode is', async () => {
        for (const mode of ['', 'ANSI_QUOTES,NO_ZERO_DATE']) {
          const storage = await open({ extra: { connectionLimit: 1 } });
          await storage.dataSource.query('SET SESSION sql_mode = ?', [mode]);
          const row = familyRow({ userId: 'u'.repeat(256) });
          expect(await refusal(storage, [insertFamily.with(row)])).to.be.an('error');
          expect(await storage.first(findFamily.with({ id: row.id }))).to.equal(undefined);
          const [{ kept }] = await storage.dataSource.query('SELECT @@sql_mode AS kept');
          expect(kept.split(',')).to.include.members(['STRICT_TRANS_TABLES', ...mode.split(',').filter(Boolean)]);
        }
      });

      it('RB01: is kept on a connection of the application’s that keeps nothing by itself, and leaves it as it is', async () => {
        const { dataSource: made } = await open();
        const options = { ...made.options, extra: { connectionLimit: 1 } } as DataSourceOptions;
        const dataSource = await new DataSource(options).initialize();
        opened.push({ close: () => dataSource.destroy() });
        await dataSource.query('SET SESSION autocommit = 0');
        const row = accessTokenRow();
        await new TypeormStorage(dataSource, false).commit([insertAccessToken.with(row)]);
        expect(await isThere(row.hash)).to.equal(true);
        const [settings] = await dataSource.query('SELECT CONCAT(@@autocommit) AS autocommit, @@tx_isolation AS level');
        expect(settings).to.deep.equal({ autocommit: 'OFF', level: 'REPEATABLE-READ' });
      });

      it('RT03: is not sent on a DataSource of the application’s that keeps nothing by itself, where reads would grow old', async () => {
        const { dataSource: made } = await open();
        const options = { ...made.options, extra: { connectionLimit: 1 } } as DataSourceOptions;
        const dataSource = await new DataSource(options).initialize();
        opened.push({ close: () => dataSource.destroy() });
        expect(await failureOf(TypeormStorage.open(dataSource))).to.equal(undefined);
        await dataSource.query('SET SESSION autocommit = 0');
        expect(String(await failureOf(TypeormStorage.open(dataSource)))).to.match(
          /^TypeError: The connections of your DataSource have autocommit = 0, .*; set autocommit = 1 where it is switched off/,
        );
      });

      it('takes one statement where it is one write, and says nothing of levels', async () => {
        const storage = await open({ extra: { connectionLimit: 1 } });
        const asked = async (): Promise<number> => {
          const [{ n }] = await storage.dataSource.query(
            "SELECT VARIABLE_VALUE AS n FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'QUESTIONS'",
          );
          return Number(n);
        };
        const statementsOf = async (...unit: Write[]): Promise<number> => {
          const before = await asked();
          await refusal(storage, unit);
          return (await asked()) - before - 1;
        };
        await storage.commit([insertCode.with(codeRow())]);
        expect(await statementsOf(insertAccessToken.with(accessTokenRow())), 'a token').to.equal(1);
        expect(await statementsOf(redeem(freshHash())), 'a code that is not there').to.equal(3);
        expect(await statementsOf(...[1, 2].map(() => insertCode.with(codeRow()))), 'two codes').to.equal(4);
      });
    }
  });
});
