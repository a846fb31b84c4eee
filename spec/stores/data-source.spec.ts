import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { OAuthServer, oauthEntities, oauthMigrations } from 'oauth-controllers';
import { Column, DataSource, type DataSourceOptions, Entity, PrimaryColumn } from 'typeorm';
import { type DatabaseOption, optionsOf } from '../../src/typeorm/data-source';
import { ClientEntity } from '../../src/typeorm/entities/client';
import { startApplication } from '../support/application';
import { call, tokens } from '../support/flow';
import { temporaryFolder } from '../support/quick-start';

@Entity()
class Photo {
  @PrimaryColumn({ type: 'integer' }) id!: number;
  @Column({ type: 'varchar' }) title!: string;
}

const memory = { type: 'better-sqlite3', database: ':memory:' } as const;
const start = (database: DatabaseOption): Promise<OAuthServer> =>
  OAuthServer.create({ issuer: 'http://localhost', scopes: { 'photos:read': 'See your photos' }, database });
const sentence = (database: DatabaseOption): Promise<string> =>
  start(database).then(
    () => 'it started',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('the option database', () => {
  it('takes the application’s own DataSource, with its entities beside the library’s', async () => {
    const dataSource = new DataSource({ ...memory, entities: [...oauthEntities, Photo], synchronize: true });
    await dataSource.initialize();
    const app = await startApplication({ database: dataSource });
    const { access_token: token } = await tokens(app);
    expect((await call(app, token)).status).to.equal(200);
    await dataSource.getRepository(Photo).save({ id: 1, title: 'Sunset' });
    await app.close();
    expect(await dataSource.getRepository(Photo).count(), 'it stays open').to.equal(1);
    await dataSource.destroy();
  });

  it('opens the application’s DataSource that is not open yet', async () => {
    const dataSource = new DataSource({
      ...memory,
      entities: oauthEntities,
      migrations: oauthMigrations,
      migrationsRun: true,
    });
    const server = await start(dataSource);
    expect(dataSource.isInitialized).to.equal(true);
    await server.close();
    await dataSource.destroy();
  });

  it('takes options, with entities and migrations of the application beside the library’s', async () => {
    const server = await start({ ...memory, entities: { Photo }, migrations: [] });
    expect(server.dataSource.hasMetadata(Photo)).to.equal(true);
    await server.close();
    expect(server.dataSource.isInitialized).to.equal(false);
  });

  it('says which entity a DataSource lacks', async () => {
    const entities = oauthEntities.filter(entity => entity !== ClientEntity);
    for (const some of [entities, [Photo]]) {
      const dataSource = new DataSource({ ...memory, entities: some });
      expect(await sentence(dataSource)).to.match(
        /^TypeError: The option database is a DataSource without \w+Entity; add the library's entities: entities: \[\.\.\.oauthEntities, …\]\.$/,
      );
      await dataSource.destroy();
    }
  });

  it('says which table a DataSource lacks', async () => {
    const dataSource = new DataSource({ ...memory, entities: oauthEntities });
    expect(await sentence(dataSource)).to.equal(
      "TypeError: The database has no table oauth_client; add the library's migrations, migrations: [...oauthMigrations, …], and run them.",
    );
    await dataSource.destroy();
  });

  it('refuses a kind of database that nobody has tried', async () => {
    const options: DataSourceOptions = { type: 'sqljs' };
    for (const database of [options, new DataSource({ ...memory }).setOptions(options)]) {
      expect(await sentence(database)).to.equal(
        'TypeError: The option database has the type sqljs; the library runs on better-sqlite3, postgres, mysql, mariadb, sqlite.',
      );
    }
  });

  it('SE26: makes no file of a URL that something stands before', async () => {
    const folder = temporaryFolder();
    const cwd = process.cwd();
    process.chdir(folder.path);
    try {
      for (const database of [
        ...[
          '"postgres://u:hidden@db/x"',
          "'mysql://u:hidden@db/x'",
          ' postgres://u:hidden@db/x',
          '\uFEFFmariadb://u:hidden@db/x',
        ],
        ...['jdbc:postgresql://u:hidden@db/x', 'JDBC:MySQL:u:hidden@db', 'postgres:/u:hidden@db/x', '"Postgresql:u:hidden@db/x"'],
        ...['url=postgres://u:hidden@db/x', '://u:hidden@db/x'],
      ])
        expect(await sentence(database)).to.equal(
          'TypeError: The option database looks like a URL and does not begin as one; begin it with postgres://, mysql:// or mariadb://, without quotes, blanks or jdbc: before it.',
        );
      for (const type of ['better-sqlite3', 'sqlite'] as const)
        for (const database of ['postgres://u:hidden@db/x', 'mysql:/u:hidden@db/x'])
          expect(await sentence({ type, database } as DataSourceOptions)).to.equal(
            `TypeError: The option database has the type ${type} and a URL as its database, where the name of a file belongs; give { type: 'postgres', url } for a server, or the URL alone.`,
          );
      expect(readdirSync('.')).to.deep.equal([]);
      for (const name of ['postgres', 'mysql.sqlite', 'a:b.sqlite', 'my postgres: a copy']) await (await start(name)).close();
      expect(readdirSync('.')).to.include.members(['mysql.sqlite', 'my postgres: a copy']);
    } finally {
      process.chdir(cwd);
      folder.remove();
    }
  });

  it('takes the name of a file on Windows', () =>
    expect(optionsOf('C:\\data\\postgres.sqlite').database).to.equal('C:\\data\\postgres.sqlite'));

  it('refuses MySQL where it would count changed rows', async () => {
    const mysql = { type: 'mysql', host: '127.0.0.1', port: 1 } as const;
    const without = ['-found_rows', ['LOCAL_FILES', '-FOUND_ROWS']].flatMap(flags => [{ flags }, { extra: { flags } }]);
    for (const flags of without) {
      const options = { ...mysql, ...flags } as DataSourceOptions;
      for (const database of [options, new DataSource(options)])
        expect(await sentence(database)).to.equal(
          'TypeError: The option database has the flag -FOUND_ROWS, so MySQL counts the rows that a statement changes and not those that it finds, by which the library knows who was first; leave it out of flags.',
        );
    }
    const refused = await sentence({ ...mysql, flags: ['FOUND_ROWS', '-COMPRESS'] });
    expect(refused).to.include('ECONNREFUSED');
  });

  it('closes what it has opened when the start fails', async () => {
    let closed = false;
    const migrations = [
      class Broken1700000000000 {
        name = 'Broken1700000000000';
        up() {
          throw new Error('no');
        }
        down() {}
      },
    ];
    const prepareDatabase = (database: { close: () => unknown }): void => {
      const close = database.close.bind(database);
      database.close = () => {
        closed = true;
        return close();
      };
    };
    expect(await sentence({ ...memory, migrations, prepareDatabase })).to.equal('Error: no');
    expect(closed).to.equal(true);
  });
});
