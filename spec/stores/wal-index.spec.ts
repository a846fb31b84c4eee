import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { findClient, insertClient } from '../../src/core/statements/clients';
import { openDataSource } from '../../src/typeorm/data-source';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { clientRow, freshHash } from '../support/rows';
import { beside, connectionOf } from '../support/sqlite';

const client = clientRow();
const { clientId } = client;

/** What the row cache asks SQLite, to know whether somebody else has written. */
const question = /^PRAGMA main\.data_version/;

describe('the WAL-index of a SQLite file', () => {
  let folder: string;
  let file: string;
  let dataSource: DataSource;
  let storage: TypeormStorage;
  let questions: number;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-index-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(() => {
    file = join(folder, `${freshHash()}.sqlite`);
  });
  afterEach(() => storage.close());

  const reopen = async (options: { enableWAL?: boolean } = {}): Promise<void> => {
    const verbose = (text: unknown): void => {
      if (question.test(String(text))) questions++;
    };
    ({ dataSource } = await openDataSource({ type: 'better-sqlite3', database: file, verbose, ...options }));
    storage = new TypeormStorage(dataSource, true);
  };
  const open = async (options: { enableWAL?: boolean } = {}): Promise<void> => {
    await reopen(options);
    // The first look finds the index, and a commit behind it shows that it can be relied on.
    find();
    await storage.commit([insertClient.with(client)]);
    find();
  };
  const find = () => storage.first(findClient.with({ clientId }));
  /** How often SQLite is asked while the client is looked up ten times. */
  const asked = (): number => {
    questions = 0;
    for (let times = 0; times < 10; times++) expect(find()).to.deep.equal(client);
    return questions;
  };
  const outside = (work: (database: BetterSqlite3.Database) => void): void => beside(file, work);

  it('says that nobody has written, so that SQLite is not asked', async function () {
    if (platform() !== 'linux') this.skip();
    await open();
    expect(asked()).to.equal(0);
    outside(other => other.pragma('user_version = 7'));
    expect(asked(), 'once after another connection has').to.equal(1);
    outside(other => other.pragma('wal_checkpoint(TRUNCATE)'));
    outside(other => other.pragma('user_version = 8'));
    expect(asked(), 'once after the log began anew').to.equal(1);
  });

  it('is no longer looked at once the application has left WAL', async () => {
    await open();
    const databaseConnection = connectionOf(dataSource);
    expect(databaseConnection.pragma('journal_mode = DELETE', { simple: true })).to.equal('delete');
    expect(asked()).to.equal(10);
    outside(other => other.exec(`DELETE FROM oauth_client`));
    expect(find()).to.equal(undefined);
  });

  it('is not taken for a file that was opened in its place', async () => {
    await open();
    const databaseConnection = connectionOf(dataSource);
    databaseConnection.pragma('journal_mode = DELETE');
    const other = join(folder, 'other');
    writeFileSync(other, 'x'.repeat(100));
    // One of them has the number that the index had.
    const opened = [1, 2, 3].map(() => openSync(other, 'r'));
    try {
      expect(asked()).to.equal(10);
      outside(other => other.exec(`DELETE FROM oauth_client`));
      expect(find()).to.equal(undefined);
    } finally {
      for (const descriptor of opened) closeSync(descriptor);
    }
  });

  it('is not taken for that of another file which was opened in its place, when the library writes', async () => {
    await open();
    const header = readFileSync(`${file}-shm`).subarray(0, 48);
    // As many commits as this one would have, in another log.
    header.writeUInt32LE(header.readUInt32LE(8) + 1, 8);
    header.writeInt32LE(header.readInt32LE(32) ^ 1, 32);
    const another = join(folder, 'another');
    writeFileSync(another, header);
    connectionOf(dataSource).pragma('journal_mode = DELETE');
    const opened = [1, 2, 3].map(() => openSync(another, 'r'));
    try {
      await storage.commit([insertClient.with(clientRow({ clientId: 'another' }))]);
      find();
      outside(other => other.exec(`DELETE FROM oauth_client`));
      expect(find()).to.equal(undefined);
    } finally {
      for (const descriptor of opened) closeSync(descriptor);
    }
  });

  it('is not there in other journal modes, and SQLite is asked', async () => {
    await open({ enableWAL: false });
    expect(asked()).to.equal(10);
    outside(other => other.exec(`DELETE FROM oauth_client`));
    expect(find()).to.equal(undefined);
  });

  it('is not relied on before a commit of our own was seen in it', async function () {
    if (platform() !== 'linux') this.skip();
    await open();
    await storage.close();
    await reopen();
    expect(asked(), 'from the second look on').to.equal(10);
    await storage.commit([insertClient.with(clientRow({ clientId: 'another' }))]);
    find();
    expect(asked()).to.equal(0);
  });
});
