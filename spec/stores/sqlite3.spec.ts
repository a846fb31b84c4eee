import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { oauthEntities } from 'oauth-controllers';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { findCode, insertCode, redeemCode } from '../../src/core/statements/codes';
import { UnitRefused } from '../../src/core/storage';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { codeRow, epoch } from '../support/rows';

// Only TypeORM 0.3 has this driver: `npm run compat` plays these specs with it.
(process.env.SPEC_SQLITE === 'sqlite3' ? describe : describe.skip)('the driver sqlite3', () => {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-sqlite3-'));
  const options = { type: 'sqlite', database: join(folder, 'own.sqlite') } as unknown as DataSourceOptions;
  after(() => rmSync(folder, { recursive: true }));

  it('SU01: of fifty units that spend one code, one does', async () => {
    const storage = await TypeormStorage.open(options);
    const row = codeRow();
    await storage.commit([insertCode.with(row)]);
    const spend = () =>
      storage.commit([redeemCode.with({ redeemedAt: epoch }, { hash: row.hash, expiresAt: epoch, failedVerifiers: 4 })]);
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, spend));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
    expect(outcomes.filter(one => one.status === 'rejected' && one.reason instanceof UnitRefused)).to.have.length(49);
    await storage.close();
  });

  it('keeps what it wrote when a transaction of the application is rolled back around it', async () => {
    const dataSource = await new DataSource({ ...options, entities: oauthEntities }).initialize();
    const storage = await TypeormStorage.open(dataSource);
    const row = codeRow();
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('CREATE TABLE IF NOT EXISTS photo (id TEXT)');
    const written = storage.commit([insertCode.with(row)]);
    await runner.query("INSERT INTO photo VALUES ('one')");
    await runner.rollbackTransaction();
    await written;
    expect((await storage.first(findCode.with({ hash: row.hash })))?.hash).to.equal(row.hash);
    await storage.close();
    expect(dataSource.isInitialized, 'the data source is the application’s').to.equal(true);
    await dataSource.destroy();
  });

  it('names what is wrong with a data source in memory, which it cannot open a second time', async () => {
    const memory = await new DataSource({
      ...options,
      database: ':memory:',
      entities: oauthEntities,
      synchronize: true,
    } as DataSourceOptions).initialize();
    const refused = await TypeormStorage.open(memory).catch((error: Error) => error);
    expect(String(refused)).to.include('TypeError: Your DataSource is an in-memory database of the driver sqlite3');
    await memory.destroy();
  });
});
