import { expect } from 'chai';
import { ClientEntity, oauthEntities, oauthEntitiesWith, oauthMigrations, TokenFamilyEntity } from 'oauth-controllers';
import { Column, DataSource, type DataSourceOptions, Entity, PrimaryColumn } from 'typeorm';
import { startApplication, type TestApplication, type TestOptions } from '../support/application';
import { another, onEachDatabase, type SpecDatabase } from '../support/databases';
import { call, refresh, tokens } from '../support/flow';

@Entity({ name: 'oauth_client' })
class TenantClient extends ClientEntity {
  @Column({ type: 'varchar', length: 64, nullable: true }) tenant!: string | null;
  @Column({ type: 'integer', default: 3 }) quota!: number;
}

@Entity({ name: 'photo' })
class Photo {
  @PrimaryColumn({ type: 'integer' }) id!: number;
}

/** Issues, refreshes and protects, as on the tables that the library names itself. */
async function works(app: TestApplication): Promise<void> {
  const first = await tokens(app);
  const { body: second } = await refresh(app, first.refresh_token);
  expect((await call(app, second.access_token)).status).to.equal(200);
}

async function tablesOf(dataSource: DataSource, ...names: string[]): Promise<boolean[]> {
  const runner = dataSource.createQueryRunner();
  const { schema } = dataSource.options as { schema?: string };
  const there = names.map(name => runner.hasTable(schema ? `${schema}.${name}` : name));
  return Promise.all(there).finally(() => runner.release());
}

describe('a schema of the application’s', () => {
  onEachDatabase((database, name) => {
    const apps: TestApplication[] = [];
    const opened: DataSource[] = [];
    const started = async (options: TestOptions): Promise<TestApplication> => {
      const app = await startApplication(options);
      apps.push(app);
      return app;
    };
    const open = async (options: Partial<DataSourceOptions>): Promise<DataSource> => {
      const dataSource = await new DataSource({ ...database().options, ...options } as DataSourceOptions).initialize();
      opened.push(dataSource);
      return dataSource;
    };
    afterEach(async () => {
      for (const app of apps.splice(0)) await app.close();
      for (const dataSource of opened.splice(0)) await dataSource.destroy();
    });
    const prefixed = (entityPrefix: string): DataSourceOptions => ({ ...database().options, entityPrefix }) as DataSourceOptions;

    it('prefixes the tables, and its two prefixes in one database know nothing of each other', async () => {
      const one = await started({ database: prefixed('one_') });
      const two = await started({ database: prefixed('two_') });
      await works(one);
      await works(two);
      expect(await tablesOf(one.server.dataSource, 'one_oauth_client', 'oauth_client')).to.deep.equal([true, false]);
      const { access_token: token } = await tokens(one);
      expect((await call(two, token)).status, 'a token of the other prefix').to.equal(401);
      expect((await call(one, token)).status).to.equal(200);
    });

    it('has columns of its own on an entity of the library: through oauthEntitiesWith', async () => {
      const dataSource = await open({ entityPrefix: 'with_', entities: oauthEntitiesWith(TenantClient), synchronize: true });
      const app = await started({ database: dataSource });
      await works(app);
      const clients = dataSource.getRepository(TenantClient);
      await clients.update({ clientId: 'app' }, { tenant: 'acme' });
      const found = await clients.findOneByOrFail({ clientId: 'app' });
      expect([found.tenant, found.quota, found.name]).to.deep.equal(['acme', 3, 'Photo App']);
      await app.server.clients.put({ clientId: 'app', public: true, redirectUris: ['https://app.example/callback'] });
      const { tenant } = await clients.findOneByOrFail({ clientId: 'app' });
      expect(tenant, 'after the library has written the row again').to.equal('acme');
    });

    it('has columns of its own on an entity of the library: through the option database', async () => {
      class AddTenant1900000000000 {
        name = 'AddTenant1900000000000';
        async up(runner: import('typeorm').QueryRunner): Promise<void> {
          const { tablePath } = runner.connection.getMetadata(TenantClient);
          await runner.query(`ALTER TABLE ${tablePath} ADD COLUMN tenant varchar(64)`);
          await runner.query(`ALTER TABLE ${tablePath} ADD COLUMN quota integer NOT NULL DEFAULT 3`);
        }
        async down(): Promise<void> {}
      }
      const options = { ...prefixed('own_'), entities: [TenantClient], migrations: [AddTenant1900000000000] };
      const app = await started({ database: options as DataSourceOptions });
      await works(app);
      const client = await app.server.dataSource.getRepository(TenantClient).findOneByOrFail({ clientId: 'app' });
      expect([client.tenant, client.quota]).to.deep.equal([null, 3]);
    });

    describe('that has migrations of the application’s', () => {
      const ran: string[] = [];
      class OpenShop1600000000000 {
        name = 'OpenShop1600000000000';
        async up(): Promise<void> {
          ran.push(this.name);
        }
        async down(): Promise<void> {}
      }
      const migrations = [OpenShop1600000000000];
      let own: SpecDatabase;
      beforeEach(async () => {
        own = await another(name);
      });
      afterEach(() => own.drop());
      const withShop = (more: object = {}) => ({ ...own.options, migrations, ...more }) as DataSourceOptions;

      it('runs none again that TypeORM’s own command has run', async () => {
        await open(withShop()).then(dataSource => dataSource.runMigrations());
        ran.length = 0;
        await works(await started({ database: withShop() }));
        expect(ran).to.deep.equal([]);
      });

      it('says what to name where another prefix has its tables already', async () => {
        await works(await started({ database: withShop({ entityPrefix: 'one_' }) }));
        const second = { entityPrefix: 'two_' };
        const refused = await started({ database: withShop(second) }).then(String, String);
        expect(refused).to.match(
          /^TypeError: The database has no table .*two_oauth_client; but the table of migrations says that it/,
        );
        expect(refused).to.contain("give migrationsTableName, 'two_migrations' for example.");
        await works(await started({ database: withShop({ ...second, migrationsTableName: 'two_migrations' }) }));
      });

      it('runs them in the transactions that it names', async () => {
        class Outside1600000000001 extends OpenShop1600000000000 {
          override name = 'Outside1600000000001';
          transaction = false;
        }
        // TypeORM refuses one that wants no transaction where all share one.
        const all = { migrations: [Outside1600000000001], migrationsTransactionMode: 'all' };
        expect(await started({ database: withShop(all) }).then(String, String)).to.match(/ForbiddenTransactionModeOverrideError/);
      });
    });

    it('is the application’s own DataSource, whose migrations have the library’s among them', async () => {
      const parts = { entities: [...oauthEntities, Photo], migrations: oauthMigrations, migrationsTableName: 'mine_done' };
      const dataSource = await open({ ...parts, entityPrefix: 'mine_' });
      await dataSource.runMigrations({ transaction: 'each' });
      const app = await started({ database: dataSource });
      await works(app);
      await app.close();
      apps.pop();
      expect(await dataSource.getRepository(TokenFamilyEntity).count(), 'still open').to.equal(1);
    });

    it('stands in a database of its own beside the application’s', async () => {
      const application = await open({ entityPrefix: 'app_', entities: [Photo], synchronize: true });
      const other = name === 'SQLite' ? ({ type: 'better-sqlite3', database: ':memory:' } as const) : prefixed('tokens_');
      const app = await started({ database: other });
      await works(app);
      await application.getRepository(Photo).save({ id: 1 });
      expect(await tablesOf(application, 'app_photo', 'app_oauth_client')).to.deep.equal([true, false]);
      expect(app.server.dataSource.hasMetadata(Photo)).to.equal(false);
    });

    if (name === 'PostgreSQL') {
      it('is a schema of PostgreSQL, and nothing is looked for in another', async () => {
        const app = await started({ database: database().options });
        await works(app);
        const { schema } = database().options as { schema: string };
        const found = (await app.server.dataSource.query(
          "SELECT count(*)::int AS count FROM information_schema.tables WHERE table_name = 'oauth_client' AND table_schema = $1",
          [schema],
        )) as { count: number }[];
        expect(found).to.deep.equal([{ count: 1 }]);
      });
    }
  });
});
