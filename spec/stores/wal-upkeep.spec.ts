import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DataSource } from 'typeorm';
import { sweeps } from '../../src/core/statements/cleanup';
import { findAccessToken, insertAccessToken } from '../../src/core/statements/tokens';
import { openDataSource } from '../../src/typeorm/data-source';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { accessTokenRow, epoch, freshHash } from '../support/rows';

describe('the cleanup of a SQLite file', () => {
  let folder: string;
  let file: string;
  let dataSource: DataSource;
  let storage: TypeormStorage;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-upkeep-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    file = join(folder, `${freshHash()}.sqlite`);
    ({ dataSource } = await openDataSource(file));
    storage = new TypeormStorage(dataSource, true);
  });
  afterEach(() => storage.close());

  const setting = async (name: string): Promise<unknown> => Object.values((await dataSource.query(`PRAGMA ${name}`))[0])[0];
  const insertExpired = async (count: number): Promise<void> => {
    const rows = Array.from({ length: count }, () => accessTokenRow({ expiresAt: epoch }));
    await storage.commit(rows.map(row => insertAccessToken.with(row)));
    await dataSource.query('PRAGMA wal_checkpoint(TRUNCATE)');
  };
  const sweep = (rows: number): Promise<number> => storage.sweep(sweeps[0].with({ expiresAt: epoch + 1 }), rows);
  const sweepAll = async (): Promise<void> => {
    while ((await sweep(20)) > 0);
  };
  /** How far the log has grown at the most; it is not made shorter when it begins anew. */
  const pagesOfLog = (): number => statSync(`${file}-wal`).size / 4096;
  /** Writes down, at each row that is deleted or stored, how far the disk is waited for. */
  const writeDownSafety = async (): Promise<void> => {
    await dataSource.query('CREATE TEMP TABLE seen (what, level)');
    for (const what of ['DELETE', 'INSERT'])
      await dataSource.query(
        `CREATE TEMP TRIGGER seen_${what} AFTER ${what} ON main.oauth_access_token
         BEGIN INSERT INTO seen SELECT '${what}', synchronous FROM pragma_synchronous; END`,
      );
  };

  it('RB06: leaves no long log to be written back by a request', async () => {
    await insertExpired(1500);
    await sweepAll();
    expect(pagesOfLog()).to.be.within(1, 400);
    expect(await setting('wal_autocheckpoint'), 'afterwards').to.equal(1000);
  });

  it('RB06: leaves the log alone that something else writes back', async () => {
    await dataSource.query('PRAGMA wal_autocheckpoint = 0');
    await insertExpired(1500);
    await sweepAll();
    expect(pagesOfLog()).to.be.above(1000);
    expect(await setting('wal_autocheckpoint')).to.equal(0);
  });

  it('does not wait for the disk, and all that is committed meanwhile does', async () => {
    await insertExpired(2);
    await writeDownSafety();
    const token = accessTokenRow();
    await Promise.all([sweep(1), storage.commit([insertAccessToken.with(token)]), sweep(1)]);
    expect(await dataSource.query('SELECT DISTINCT what, level FROM seen ORDER BY what')).to.deep.equal([
      { what: 'DELETE', level: 1 },
      { what: 'INSERT', level: 2 },
    ]);
    expect(await storage.first(findAccessToken.with({ hash: token.hash }))).to.include({ hash: token.hash });
  });

  it('waits for the disk again after it has failed', async () => {
    await insertExpired(1);
    await dataSource.query("CREATE TRIGGER no BEFORE DELETE ON oauth_access_token BEGIN SELECT RAISE(ABORT, 'no'); END");
    expect(await sweep(1).catch((error: Error) => error.message)).to.equal('no');
    expect(await setting('synchronous')).to.equal(2);
    expect(await setting('wal_autocheckpoint')).to.equal(1000);
  });

  it('asks for no more safety than the application does', async () => {
    await dataSource.query('PRAGMA synchronous = OFF');
    await dataSource.query('PRAGMA wal_autocheckpoint = 10');
    await insertExpired(1);
    await writeDownSafety();
    await sweep(1);
    expect(await dataSource.query('SELECT level FROM seen')).to.deep.equal([{ level: 0 }]);
    expect(await setting('synchronous')).to.equal(0);
    expect(await setting('wal_autocheckpoint')).to.equal(10);
  });

  it('waits for the disk where the journal is of another kind, which a power cut could leave torn otherwise', async () => {
    await insertExpired(1);
    await dataSource.query('PRAGMA journal_mode = DELETE');
    await writeDownSafety();
    await sweep(1);
    expect(await dataSource.query('SELECT level FROM seen')).to.deep.equal([{ level: 2 }]);
  });

  it('goes on in the middle of a transaction of the application, and is taken back with it', async () => {
    await insertExpired(3);
    await dataSource.query('BEGIN');
    expect(await sweep(2)).to.equal(2);
    await dataSource.query('ROLLBACK');
    expect(await setting('synchronous')).to.equal(2);
    expect(await sweep(3)).to.equal(3);
  });

  it("works on the application's own data source, and leaves its settings as they are", async () => {
    const own = new DataSource({ ...dataSource.options, migrations: [] });
    await own.initialize();
    try {
      await own.query('PRAGMA synchronous = EXTRA');
      await insertExpired(1);
      const beside = await TypeormStorage.open(own);
      expect(await beside.sweep(sweeps[0].with({ expiresAt: epoch + 1 }), 5)).to.equal(1);
      expect(await own.query('PRAGMA synchronous')).to.deep.equal([{ synchronous: 3 }]);
    } finally {
      await own.destroy();
    }
  });

  it('says that a locked file is locked, and is as safe as before', async () => {
    await dataSource.query('PRAGMA busy_timeout = 0');
    await insertExpired(1);
    const other = new DataSource({ type: 'better-sqlite3', database: file });
    await other.initialize();
    await other.query('BEGIN IMMEDIATE');
    try {
      expect(await sweep(1).catch((error: { code: string }) => error.code)).to.equal('SQLITE_BUSY');
    } finally {
      await other.destroy();
    }
    expect(await setting('synchronous')).to.equal(2);
    expect(await sweep(1)).to.equal(1);
  });
});
