import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect } from 'chai';
import { AccessTokenEntity, ClientEntity, oauthEntitiesWith } from 'oauth-controllers';
import { Column, DataSource, Entity } from 'typeorm';
import type { AccessTokenRow, ClientRow } from '../../src/core/model';
import { sweeps } from '../../src/core/statements/cleanup';
import {
  describeClient,
  findClient,
  findClientOfToken,
  insertClient,
  removeClient,
  replaceSecrets,
} from '../../src/core/statements/clients';
import {
  findAccessToken,
  findFamily,
  insertAccessToken,
  insertFamily,
  revokeAccessToken,
  revokeFamily,
} from '../../src/core/statements/tokens';
import { openDataSource } from '../../src/typeorm/data-source';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { call, post } from '../support/flow';
import { startProcesses } from '../support/processes';
import { accessTokenRow, clientRow, epoch, familyRow, freshHash } from '../support/rows';
import { beside, connectionOf } from '../support/sqlite';

const { clientId, createdAt: _createdAt, ...described } = clientRow({ name: 'Old' });
const [describeName] = describeClient;
if (!describeName?.set.includes('name')) throw new Error('The first column that is said of a client is its name.');
const naming = describeName.with({ ...described, name: 'New' }, { clientId, authMethod: described.authMethod });
const renamed = "UPDATE oauth_client SET name = 'New'";

@Entity({ name: 'oauth_client' })
class TenantClient extends ClientEntity {
  @Column({ type: 'varchar', nullable: true }) tenant!: string | null;
}

describe('rows that were read from a SQLite file before', () => {
  let folder: string;
  let file: string;
  let dataSource: DataSource;
  let storage: TypeormStorage;
  let selects: number;
  let token: AccessTokenRow;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-cache-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    file = join(folder, `${freshHash()}.sqlite`);
    const verbose = (text: unknown): void => {
      if (/^SELECT .* FROM "oauth_/.test(String(text))) selects++;
    };
    ({ dataSource } = await openDataSource({ type: 'better-sqlite3', database: file, verbose }));
    storage = new TypeormStorage(dataSource, true);
    token = accessTokenRow({ clientId, expiresAt: epoch });
    await storage.commit([insertClient.with({ ...described, clientId, createdAt: epoch }), insertAccessToken.with(token)]);
    await warm();
  });
  afterEach(() => storage.close());

  const sql = (text: string): Promise<unknown> => dataSource.query(text);
  const client = (): ClientRow | undefined => storage.first(findClient.with({ clientId })) as ClientRow | undefined;
  const clientOfToken = (): ClientRow | undefined => storage.first(findClientOfToken.with({ clientId })) as ClientRow | undefined;
  const stored = (hash = token.hash): AccessTokenRow | undefined =>
    storage.first(findAccessToken.with({ hash })) as AccessTokenRow | undefined;
  /** How many of these reads went to the database. */
  const selected = (work: () => unknown): number => {
    selects = 0;
    work();
    return selects;
  };
  async function warm(): Promise<void> {
    expect([client()?.name, stored()?.revokedAt]).to.deep.equal(['Old', null]);
    expect(
      selected(() => [client(), stored(), clientOfToken()]),
      'from memory',
    ).to.equal(0);
  }
  const outside = (work: (database: BetterSqlite3.Database) => void): void => beside(file, work);

  it('are not read again, and stay where a unit of the library’s touches others', async () => {
    const others = [accessTokenRow(), accessTokenRow()];
    await Promise.all(others.map(row => storage.commit([insertAccessToken.with(row)])));
    expect(selected(() => [client(), stored()])).to.equal(0);
    for (const { hash } of others) expect(stored(hash)?.hash).to.equal(hash);
    await storage.commit([revokeAccessToken.with({ revokedAt: epoch }, { hash: token.hash })]);
    expect(selected(() => [client(), ...others.map(({ hash }) => stored(hash))])).to.equal(0);
    expect(stored()?.revokedAt).to.equal(epoch);
  });

  it('are the same object for everybody, in which nobody can change anything', () => {
    const [one, two] = [stored(), stored()];
    expect(one).to.equal(two).and.deep.equal(token);
    const nested = one?.claims.nested as { list: unknown[] };
    for (const part of [one, one?.audience, one?.claims, nested, nested.list]) expect(Object.isFrozen(part)).to.equal(true);
    expect(() => Object.assign(client()?.secrets[0] ?? {}, { hash: 'mine' })).to.throw(TypeError);
  });

  it('are forgotten where they would grow without end', async () => {
    const hashes = Array.from({ length: 10_000 }, () => freshHash());
    await storage.commit(hashes.map(hash => insertAccessToken.with(accessTokenRow({ hash }))));
    expect(selected(() => hashes.map(hash => stored(hash)))).to.equal(10_000);
    expect(selected(() => stored(hashes[9999]))).to.equal(0);
    expect(selected(() => stored())).to.equal(1);
  });

  it('are not there before they are written: that there is none is not kept', async () => {
    const row = accessTokenRow();
    expect(stored(row.hash)).to.equal(undefined);
    await storage.commit([insertAccessToken.with(row)]);
    expect(stored(row.hash)?.hash).to.equal(row.hash);
  });

  describe('are read again once they were changed', () => {
    it('RT03: as a family is that anybody revokes', async () => {
      const [one, other] = [familyRow(), familyRow()];
      const revokedAt = ({ id }: { id: string }) => (storage.first(findFamily.with({ id })) as typeof one | undefined)?.revokedAt;
      await storage.commit([insertFamily.with(one), insertFamily.with(other)]);
      const both = () => [revokedAt(one), revokedAt(other)];
      expect(both()).to.deep.equal([null, null]);
      expect(selected(both)).to.equal(0);
      await storage.commit([revokeFamily.with({ revokedAt: epoch }, { id: one.id })]);
      expect(both()).to.deep.equal([epoch, null]);
      await Promise.resolve();
      outside(database => database.exec('UPDATE oauth_token_family SET revokedAt = 1'));
      expect(both()).to.deep.equal([1, 1]);
    });

    const ownUnits = {
      describes: naming,
      removes: removeClient.with({ clientId }),
      'rotates the secret': replaceSecrets.with(
        { secrets: [], protocol: { require_pushed_authorization_requests: true } as never },
        { clientId, ...described },
      ),
    };
    for (const [what, write] of Object.entries(ownUnits))
      it(`by a unit that ${what}`, async () => {
        const before = client();
        await storage.commit([write]);
        expect(client()).to.not.deep.equal(before);
      });

    it('by units beside one that fails', async () => {
      const units = [
        [naming],
        [revokeAccessToken.with({ revokedAt: epoch }, { hash: token.hash }), insertAccessToken.with(token)],
      ];
      const outcomes = await Promise.allSettled(units.map(unit => storage.commit(unit)));
      expect(outcomes.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected']);
      expect([client()?.name, stored()?.revokedAt]).to.deep.equal(['New', null]);
    });

    it('by another server on the same file, in this process', async () => {
      const other = await TypeormStorage.open(file);
      await other.commit([revokeAccessToken.with({ revokedAt: epoch }, { hash: token.hash }), removeClient.with({ clientId })]);
      expect([client(), stored()?.revokedAt]).to.deep.equal([undefined, epoch]);
      await other.close();
    });

    it('by another connection while this process is at the same piece of work', () => {
      outside(other => {
        other.exec(renamed);
        expect(client()?.name).to.equal('New');
        other.exec('UPDATE oauth_access_token SET revokedAt = 1');
        expect(stored()?.revokedAt).to.equal(1);
      });
    });

    it('by another connection, although their token is one that nobody has looked for just before', async () => {
      outside(other => other.exec(renamed));
      expect(clientOfToken()?.name).to.equal('New');
      await Promise.resolve();
      outside(other => other.exec("UPDATE oauth_client SET name = 'Newer'"));
      expect(clientOfToken()?.name).to.equal('Newer');
    });

    it('by another process', () => {
      const script = `new (require('better-sqlite3'))(process.argv[1]).exec("${renamed}")`;
      execFileSync(process.execPath, ['-e', script, file], { cwd: __dirname });
      expect(client()?.name).to.equal('New');
    });

    it('by raw SQL on the same connection', async () => {
      const databaseConnection = connectionOf(dataSource);
      stored();
      databaseConnection.exec(renamed);
      expect(clientOfToken()?.name).to.equal('New');
      await sql('DELETE FROM oauth_access_token');
      expect(stored()).to.equal(undefined);
    });

    for (const [end, left] of [
      ['ROLLBACK', 'Old'],
      ['COMMIT', 'New'],
    ] as const)
      it(`by raw SQL in a transaction, as long as it is open and after its ${end}`, async () => {
        await sql('BEGIN');
        await sql(renamed);
        expect([client()?.name, clientOfToken()?.name], 'inside').to.deep.equal(['New', 'New']);
        await sql(end);
        expect([clientOfToken()?.name, client()?.name], 'after').to.deep.equal([left, left]);
      });

    it('by raw SQL just before a unit of the library’s', async () => {
      const committed = storage.commit([insertAccessToken.with(accessTokenRow())]);
      await sql(renamed);
      await committed;
      expect(client()?.name).to.equal('New');
    });

    it('by a trigger of the application’s', async () => {
      await sql(`CREATE TRIGGER mine AFTER INSERT ON oauth_access_token BEGIN ${renamed}; END`);
      await warm();
      await storage.commit([insertAccessToken.with(accessTokenRow())]);
      expect(client()?.name).to.equal('New');
    });

    it('by a cascade of the application’s', async () => {
      await sql('CREATE TABLE tenant (hash PRIMARY KEY REFERENCES oauth_access_token ON DELETE CASCADE)');
      await sql(`CREATE TRIGGER gone AFTER DELETE ON tenant BEGIN ${renamed}; END`);
      await sql(`INSERT INTO tenant VALUES ('${token.hash}')`);
      await warm();
      await storage.sweep(sweeps[0].with({ expiresAt: epoch + 1 }), 10);
      expect(client()?.name).to.equal('New');
    });

    it('by the cleanup', async () => {
      expect(await storage.sweep(sweeps[0].with({ expiresAt: epoch }), 10)).to.equal(0);
      expect(selected(() => [client(), stored()])).to.equal(0);
      expect(await storage.sweep(sweeps[0].with({ expiresAt: epoch + 1 }), 10)).to.equal(1);
      expect(selected(() => client())).to.equal(0);
      expect(stored()).to.equal(undefined);
    });

    it('by a table that is made anew, which counts as no change of rows', async () => {
      const [{ sql: made }] = (await sql("SELECT sql FROM sqlite_schema WHERE name = 'oauth_client'")) as [{ sql: string }];
      await sql('DROP TABLE oauth_client');
      await sql(made);
      expect(client()).to.equal(undefined);
    });

    it('by tables that change their names', async () => {
      await sql('CREATE TABLE other AS SELECT * FROM oauth_client');
      await sql("UPDATE other SET name = 'New'");
      await warm();
      await sql('ALTER TABLE oauth_client RENAME TO another');
      await sql('ALTER TABLE other RENAME TO oauth_client');
      expect(client()?.name).to.equal('New');
    });

    it('by a backup that is restored', async () => {
      const backup = `${file}.backup`;
      outside(other => other.exec(`VACUUM INTO '${backup}'`));
      await sql(renamed);
      expect(client()?.name).to.equal('New');
      const restored = new BetterSqlite3(backup);
      await restored.backup(file);
      restored.close();
      expect(client()?.name).to.equal('Old');
    });
  });

  it('wait until the application is through with a result, and tell what it changed meanwhile', () => {
    const databaseConnection = connectionOf(dataSource);
    outside(other => other.pragma('user_version = 7'));
    for (const _row of databaseConnection.prepare('SELECT 1 UNION SELECT 2').iterate())
      expect(selected(() => expect(client()?.name).to.equal('Old'))).to.equal(1);
    outside(other => other.exec(renamed));
    expect(client()?.name).to.equal('New');
  });

  it('are not given once the database is closed', async () => {
    await dataSource.destroy();
    expect(client).to.throw();
    expect(clientOfToken).to.throw();
  });

  it('are not mixed up where a key is compared without regard to case', async () => {
    const [{ sql: made }] = (await sql("SELECT sql FROM sqlite_schema WHERE name = 'oauth_client'")) as [{ sql: string }];
    await sql('DROP TABLE oauth_client');
    await sql(made.replace('"clientId" varchar(255)', '"clientId" varchar(255) COLLATE NOCASE'));
    await storage.commit([insertClient.with(clientRow({ clientId: 'app' }))]);
    const find = (id: string) => storage.first(findClient.with({ clientId: id })) as ClientRow | undefined;
    expect([find('APP')?.clientId, find('app')?.clientId]).to.deep.equal(['app', 'app']);
    await storage.commit([removeClient.with({ clientId: 'APP' })]);
    expect([find('APP'), find('app')]).to.deep.equal([undefined, undefined]);
  });

  describe('of entities of the application’s', () => {
    const open = async (...own: (new () => object)[]): Promise<void> => {
      await storage.close();
      const options = { type: 'better-sqlite3', database: file, entities: oauthEntitiesWith(...own), synchronize: true } as const;
      dataSource = await new DataSource(options).initialize();
      storage = new TypeormStorage(dataSource, true);
    };

    it('tell what its repository has written', async () => {
      await open(TenantClient);
      expect(client()?.name).to.equal('Old');
      await dataSource.getRepository(TenantClient).update({ clientId }, { tenant: 'acme', name: 'New' });
      expect(client()?.name).to.equal('New');
    });

    it('are read for each where one holds what could be changed', async () => {
      await open();
      const column = dataSource.getMetadata(AccessTokenEntity).findColumnWithPropertyName('issuedAt');
      Object.assign(column ?? {}, { transformer: { to: Number, from: (value: number) => new Date(value) } });
      const read = (): { issuedAt: Date } => stored() as unknown as { issuedAt: Date };
      read().issuedAt.setTime(0);
      expect(read().issuedAt.getTime()).to.equal(epoch);
    });

    it('are read each time from an attached file, of which nobody is told', async () => {
      @Entity({ name: 'oauth_client', database: join(folder, 'attached.sqlite') })
      class AttachedClient extends ClientEntity {}
      await open(AttachedClient);
      await storage.commit([insertClient.with({ ...described, clientId, createdAt: epoch })]);
      expect(client()?.name).to.equal('Old');
      beside(join(folder, 'attached.sqlite'), other => other.exec(renamed));
      expect(client()?.name).to.equal('New');
    });
  });

  it('are refused at the next request once another process has revoked them', async function () {
    this.timeout(60_000);
    const { sites, stop } = await startProcesses(2, { database: { type: 'better-sqlite3', database: `${file}.shared` } });
    const [one, other] = sites;
    if (!one || !other) throw new Error('There are two.');
    try {
      const { body } = await post(one, { grant_type: 'client_credentials', scope: 'photos:read' }, { basic: 'service' });
      const statuses = async (): Promise<number[]> =>
        Promise.all([one, other, one, other].map(async site => (await call(site, body.access_token)).status));
      expect([await statuses(), await statuses()].flat()).to.deep.equal(Array(8).fill(200));
      await post(other, { token: body.access_token }, { basic: 'service', path: '/oauth/revoke' });
      expect(await statuses()).to.deep.equal(Array(4).fill(401));
    } finally {
      await stop();
    }
  });
});
