import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect } from 'chai';
import { oauthEntities } from 'oauth-controllers';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { insertCode, redeemCode } from '../../src/core/statements/codes';
import { findAccessToken, insertAccessToken } from '../../src/core/statements/tokens';
import { UnitRefused } from '../../src/core/storage';
import { openDataSource } from '../../src/typeorm/data-source';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { startApplication } from '../support/application';
import { accessTokenRow, codeRow, epoch, freshHash } from '../support/rows';
import { connectionOf } from '../support/sqlite';

describe('the storage port on a SQLite file', () => {
  let folder: string;
  let file: string;
  let dataSource: DataSource;
  let storage: TypeormStorage;
  let sql: string[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-sqlite-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    file = join(folder, `${freshHash()}.sqlite`);
    sql = [];
    const verbose = (text: string): void => void sql.push(text);
    ({ dataSource } = await openDataSource({ type: 'better-sqlite3', database: file, verbose }));
    storage = new TypeormStorage(dataSource, true);
    sql.splice(0);
  });
  afterEach(() => storage.close());

  const inTransaction = async (work: () => Promise<void>): Promise<void> => {
    await dataSource.query('BEGIN');
    try {
      await work();
    } finally {
      await dataSource.query('ROLLBACK');
    }
  };
  const isStored = async (hash: string): Promise<boolean> => (await storage.first(findAccessToken.with({ hash }))) !== undefined;
  const outcomes = async (units: readonly Parameters<TypeormStorage['commit']>[0][]): Promise<string[]> =>
    (await Promise.allSettled(units.map(unit => storage.commit(unit)))).map(one =>
      one.status === 'fulfilled' ? 'kept' : one.reason instanceof UnitRefused ? 'refused' : 'failed',
    );

  it('writes ahead, and waits until the disk has what was committed', async () => {
    for (const database of [file, { type: 'better-sqlite3' as const, database: file }]) {
      const opened = await openDataSource(database);
      expect(await opened.dataSource.query('PRAGMA journal_mode')).to.deep.equal([{ journal_mode: 'wal' }]);
      expect(await opened.dataSource.query('PRAGMA synchronous')).to.deep.equal([{ synchronous: 2 }]);
      await opened.dataSource.destroy();
    }
  });

  it('leaves the last word on the pragmas to the application', async () => {
    const prepareDatabase = (database: BetterSqlite3.Database): void => void database.pragma('synchronous = NORMAL');
    const opened = await openDataSource({ type: 'better-sqlite3', database: file, prepareDatabase });
    expect(await opened.dataSource.query('PRAGMA synchronous')).to.deep.equal([{ synchronous: 1 }]);
    await opened.dataSource.destroy();
  });

  it('warns of a DataSource of the application’s that does not wait for the disk', async () => {
    const ids = async (options: object): Promise<[warned: boolean, found: string[]]> => {
      const parts = { entities: oauthEntities, enableWAL: true, ...options };
      const own = new DataSource({ type: 'better-sqlite3', database: file, ...parts } as DataSourceOptions);
      const app = await startApplication({ database: await own.initialize() });
      const found = app.server.check().map(({ id }) => id);
      await app.close();
      await own.destroy();
      return [app.log.text.includes('does not wait for the disk (PRAGMA synchronous)'), found];
    };
    expect(await ids({})).to.deep.equal([true, ['unsynced-commits']]);
    const prepareDatabase = (database: BetterSqlite3.Database): void => void database.pragma('synchronous = FULL');
    expect(await ids({ prepareDatabase })).to.deep.equal([false, []]);
    expect(await ids({ database: ':memory:', synchronize: true })).to.deep.equal([false, []]);
  });

  it('has committed what it says it has: another connection sees it', async () => {
    const token = accessTokenRow();
    await storage.commit([insertAccessToken.with(token)]);
    const other = new BetterSqlite3(file, { readonly: true });
    expect(other.prepare('SELECT hash FROM oauth_access_token').all()).to.deep.equal([{ hash: token.hash }]);
    other.close();
  });

  it('commits the units of one turn of the event loop together, without savepoints', async () => {
    const rows = Array.from({ length: 10 }, () => accessTokenRow());
    await Promise.all(rows.map(row => storage.commit([insertAccessToken.with(row)])));
    expect(sql.filter(text => /^(BEGIN|COMMIT|SAVEPOINT)/.test(text))).to.deep.equal(['BEGIN IMMEDIATE', 'COMMIT']);
    for (const row of rows) expect(await isStored(row.hash)).to.equal(true);
  });

  describe('takes along the units of the next turns', () => {
    const aTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
    const commit = (): Promise<void> => storage.commit([insertAccessToken.with(accessTokenRow())]);
    const begun = (): number => sql.filter(text => text.startsWith('BEGIN')).length;

    it('where several came at once', async () => {
      const units = [commit(), commit()];
      await aTurn();
      units.push(commit());
      await Promise.all(units);
      expect(begun()).to.equal(1);
    });

    it('but lets nobody wait who is alone', async () => {
      const alone = commit();
      await aTurn();
      expect(begun()).to.equal(1);
      await alone;
    });

    it('nor wait for ever, however many there are', async () => {
      const units = [commit(), commit()];
      for (let turn = 0; turn < 5; turn++) {
        await aTurn();
        units.push(commit());
      }
      expect(begun()).to.equal(1);
      await Promise.all(units);
    });
  });

  it('RB01: keeps the neighbours of a unit that is refused or that fails', async () => {
    const code = codeRow();
    await storage.commit([insertCode.with(code)]);
    const redeem = redeemCode.with({ redeemedAt: epoch }, { hash: code.hash, expiresAt: epoch, failedVerifiers: 4 });
    const rows = Array.from({ length: 4 }, () => accessTokenRow());
    const [first, second, third, fourth] = rows.map(row => insertAccessToken.with(row));
    if (!first || !second || !third || !fourth) throw new Error('There are four.');
    // The second takes what the third needs, and the fourth trips over the first.
    const units = [[first], [redeem, second], [third, redeem], [fourth, first]];
    expect(await outcomes(units)).to.deep.equal(['kept', 'kept', 'refused', 'failed']);
    expect(await Promise.all(rows.map(row => isStored(row.hash)))).to.deep.equal([true, true, false, false]);
  });

  it('answers nobody before the commit, and everybody with its failure', async () => {
    // A deferred constraint is looked at by COMMIT, so every statement succeeds and only the end fails.
    await dataSource.query('CREATE TABLE parent (id PRIMARY KEY)');
    await dataSource.query('CREATE TABLE child (id REFERENCES parent DEFERRABLE INITIALLY DEFERRED)');
    await dataSource.query(
      "CREATE TRIGGER late AFTER INSERT ON oauth_access_token BEGIN INSERT INTO child VALUES ('nobody'); END",
    );
    const rows = [accessTokenRow(), accessTokenRow()];
    const code = codeRow();
    const units = [[insertCode.with(code)], ...rows.map(row => [insertAccessToken.with(row)])];
    expect(await outcomes(units)).to.deep.equal(['failed', 'failed', 'failed']);
    await dataSource.query('DROP TRIGGER late');
    expect(await dataSource.query('SELECT hash FROM oauth_authorization_code')).to.deep.equal([]);
    expect(await outcomes(units), 'it goes on').to.deep.equal(['kept', 'kept', 'kept']);
  });

  it('waits for a transaction of the application, neither joining it nor ending it', async () => {
    const token = accessTokenRow();
    let committed: Promise<void> | undefined;
    await inTransaction(async () => {
      await dataSource.query("INSERT INTO oauth_scope VALUES ('mine', '')");
      committed = storage.commit([insertAccessToken.with(token)]);
      await new Promise(resolve => setTimeout(resolve, 20));
      expect(await isStored(token.hash), 'during the transaction').to.equal(false);
      expect(await dataSource.query('SELECT name FROM oauth_scope')).to.deep.equal([{ name: 'mine' }]);
    });
    await committed;
    expect(await isStored(token.hash)).to.equal(true);
    expect(await dataSource.query('SELECT name FROM oauth_scope')).to.deep.equal([]);
  });

  it('waits until the application is through with a result', async () => {
    await storage.commit([1, 2].map(() => insertAccessToken.with(accessTokenRow())));
    const databaseConnection = connectionOf(dataSource);
    const results = databaseConnection.prepare('SELECT hash FROM oauth_access_token').iterate();
    results.next();
    const rows = Array.from({ length: 3 }, () => accessTokenRow());
    const [first, second, third] = rows.map(row => [insertAccessToken.with(row)]);
    const committed = [outcomes([first ?? [], second ?? []])];
    await new Promise(resolve => setTimeout(resolve, 20));
    committed.push(outcomes([third ?? []]));
    expect(await Promise.all(rows.map(({ hash }) => isStored(hash))), 'meanwhile').to.deep.equal([false, false, false]);
    results.return?.();
    expect(await Promise.all(committed)).to.deep.equal([['kept', 'kept'], ['kept']]);
    expect(await Promise.all(rows.map(({ hash }) => isStored(hash)))).to.deep.equal([true, true, true]);
  });

  it('fails every unit once the database is closed, and opens nothing by that', async () => {
    await dataSource.destroy();
    expect(await outcomes([[insertAccessToken.with(accessTokenRow())]])).to.deep.equal(['failed']);
  });
});
