import { expect } from 'chai';
import { oauthEntities, oauthMigrations } from 'oauth-controllers';
import { DataSource, type DataSourceOptions, DefaultNamingStrategy } from 'typeorm';
import { allScopes } from '../../src/core/statements/clients';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { onEachDatabase } from '../support/databases';

/** camelCase in the entities, snake_case in the database: what many applications configure. */
class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, given: string, prefixes: string[]): string {
    return super.columnName(property, given, prefixes).replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  }
}

describe('the migrations', () => {
  onEachDatabase(database => {
    const migrated = async (options: Partial<DataSourceOptions> = {}): Promise<DataSource> => {
      const dataSource = new DataSource({
        ...database().options,
        entities: oauthEntities,
        migrations: oauthMigrations,
        ...options,
      } as DataSourceOptions);
      await dataSource.initialize();
      await dataSource.runMigrations({ transaction: 'each' });
      return dataSource;
    };
    const difference = async (dataSource: DataSource): Promise<string[]> =>
      (await dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);

    it('make exactly the tables that the entities describe, and take them away again', async () => {
      const dataSource = await migrated();
      try {
        expect(await difference(dataSource)).to.deep.equal([]);
        for (const _one of oauthMigrations) await dataSource.undoLastMigration({ transaction: 'each' });
        const creations = (await difference(dataSource)).filter(query => query.startsWith('CREATE TABLE'));
        expect(creations, 'the tables that would be made now').to.have.length(oauthEntities.length);
        await dataSource.runMigrations({ transaction: 'each' });
        expect(await difference(dataSource), 'up again').to.deep.equal([]);
      } finally {
        await dataSource.destroy();
      }
    });

    it('follow the prefix and the naming strategy of the application', async () => {
      const dataSource = await migrated({
        entityPrefix: 'acme_',
        namingStrategy: new SnakeCase(),
        migrationsTableName: 'acme_migrations',
      });
      try {
        expect(await difference(dataSource)).to.deep.equal([]);
        const runner = dataSource.createQueryRunner();
        const { schema } = database().options as { schema?: string };
        const table = await runner.getTable(schema ? `${schema}.acme_oauth_client` : 'acme_oauth_client');
        expect(table?.columns.map(({ name }) => name)).to.include('redirect_uris');
        await runner.release();
      } finally {
        await dataSource.destroy();
      }
    });

    it('make the tables of a second prefix in the same database too', async () => {
      const { options } = database();
      for (const entityPrefix of ['first_', 'second_']) {
        const opened = await TypeormStorage.open({ ...options, entityPrefix } as DataSourceOptions);
        expect(await opened.all(allScopes.with({})), entityPrefix).to.deep.equal([]);
        await opened.close();
      }
    });
  });
});
