import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect } from 'chai';
import { openDataSource } from '../../src/typeorm/data-source';
import { switchToWal } from '../../src/typeorm/switch-to-wal';

describe('a SQLite file that somebody else keeps locked while it is opened', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-wal-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const locked = (name: string): { file: string; other: BetterSqlite3.Database } => {
    const file = join(folder, name);
    const other = new BetterSqlite3(file);
    other.exec('CREATE TABLE theirs (id integer); BEGIN EXCLUSIVE');
    return { file, other };
  };

  it('is opened once it is free', async () => {
    const { file, other } = locked('freed.sqlite');
    // SQLite's own patience does not count, as where two processes switch to WAL at once.
    const opening = openDataSource({ type: 'better-sqlite3', database: file, timeout: 0 });
    setTimeout(() => other.exec('COMMIT'), 50);
    const { dataSource } = await opening;
    expect(await dataSource.query('PRAGMA journal_mode')).to.deep.equal([{ journal_mode: 'wal' }]);
    await dataSource.destroy();
    other.close();
  });

  it('is refused at once for any other reason', async () => {
    const file = join(folder, 'text.sqlite');
    writeFileSync(file, 'This is no database, and nobody else is about to make it one. '.repeat(100));
    const opening = openDataSource({ type: 'better-sqlite3', database: file });
    expect(
      await opening.then(
        () => 'opened',
        (error: { code: unknown }) => error.code,
      ),
    ).to.equal('SQLITE_NOTADB');
  });

  it('is asked of no other error again', async () => {
    let asked = 0;
    const failing = {
      pragma: () => {
        asked++;
        throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' });
      },
    };
    const error = await switchToWal(failing).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect([error?.message, asked]).to.deep.equal(['disk I/O error', 1]);
  });
});
