import { DataSource, type DataSourceOptions } from 'typeorm';
import type { Table } from '../core/model';
import { entityOf, oauthEntities } from './entities/entities';
import { metadataFor, oauthEntitiesWith } from './entity-metadata';
import { oauthMigrations } from './migrations/migrations';
import { switchToWal } from './switch-to-wal';

/** A file name for SQLite, a postgres:// or mysql:// URL, options for a data source of the library's own, or the application's data source. */
export type DatabaseOption = string | DataSourceOptions | DataSource;

export interface OpenedDataSource {
  readonly dataSource: DataSource;
  /** Whether it was made here, and so is migrated and closed here. */
  readonly owned: boolean;
}

/** @throws TypeError that says what is missing */
export async function openDataSource(database: DatabaseOption): Promise<OpenedDataSource> {
  if (database instanceof DataSource) return { dataSource: await checked(database), owned: false };
  const dataSource = new DataSource(withOurs(typeof database === 'string' ? named(database) : supported(database)));
  try {
    await dataSource.initialize();
    await migrate(dataSource);
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  }
  return { dataSource, owned: true };
}

/**
 * A database that a server has made, as a data source that the caller destroys. No table is made or changed.
 * @param entityPrefix as the server's options have it
 * @param mend what to do where a table is missing
 * @throws TypeError that names the table
 */
export async function openExisting(database: string, entityPrefix: string | undefined, mend: string): Promise<DataSource> {
  const dataSource = new DataSource(withOurs({ ...named(database), entityPrefix } as DataSourceOptions));
  await dataSource.initialize();
  try {
    await checkTables(dataSource, mend);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/**
 * Several processes may start at once on an empty database. One of them wins; the others find the tables there at their next
 * attempt.
 */
async function migrate(dataSource: DataSource, attempts = 5): Promise<void> {
  try {
    await dataSource.runMigrations({ transaction: 'each' });
  } catch (error) {
    if (attempts <= 1) throw error;
    await new Promise(resolve => setTimeout(resolve, 100 + Math.random() * 200));
    await migrate(dataSource, attempts - 1);
  }
}

/** A database that is named by a text: the URL of a server, or a file. */
function named(database: string): DataSourceOptions {
  const [, scheme] = /^([a-z]+):\/\//.exec(database) ?? [];
  if (scheme === undefined) return sqliteFile(database);
  if (scheme === 'postgres' || scheme === 'postgresql') return impatient({ type: 'postgres', url: database });
  if (scheme === 'mysql' || scheme === 'mariadb') return impatient({ type: scheme, url: database });
  throw new TypeError(
    `The option database is a ${scheme}: URL; use postgres://, mysql:// or mariadb://, or the name of a file for SQLite.`,
  );
}

type SqliteOptions = Extract<DataSourceOptions, { type: 'better-sqlite3' }>;

/** `sqlite` is the driver sqlite3 of TypeORM 0.3. */
const supportedTypes: readonly string[] = ['better-sqlite3', 'postgres', 'mysql', 'mariadb', 'sqlite'];

/** On a database that nobody has tried, single use might not hold. */
function supported(options: DataSourceOptions): DataSourceOptions {
  if (supportedTypes.includes(options.type)) return options.type === 'better-sqlite3' ? durable(options) : impatient(options);
  throw new TypeError(`The option database has the type ${options.type}; the library runs on ${supportedTypes.join(', ')}.`);
}

/** How long a connection may take to be made, in milliseconds: as long as a request waits for it. */
const connectTime = 2000;
/** How many may wait for a connection of MySQL's pool, which forgets none of them, not even those that have been refused. */
const queueLimit = 2000;

/** The drivers wait for a server that does not answer as long as the operating system does: minutes. What is given wins. */
function impatient(options: DataSourceOptions): DataSourceOptions {
  if (options.type === 'postgres') {
    const { connectTimeoutMS = connectTime } = options;
    return { ...options, connectTimeoutMS };
  }
  if (options.type === 'mysql' || options.type === 'mariadb')
    return { connectTimeout: connectTime, ...options, extra: { queueLimit, ...options.extra } };
  if ((options.type as string) === 'sqlite')
    return { enableWAL: options.database !== ':memory:', ...options } as DataSourceOptions;
  return options;
}

/** The cache of one connection in KiB. better-sqlite3 takes 16,000, of which lookups by random keys gain next to nothing. */
const cacheSize = 4000;

/** WAL lets readers go on while a token is written; FULL makes an answered token survive a power cut. */
function durable(options: SqliteOptions): DataSourceOptions {
  const { enableWAL = options.database !== ':memory:' } = options;
  return {
    timeout: 5000,
    ...options,
    enableWAL,
    prepareDatabase: async database => {
      if (enableWAL) await switchToWal(database);
      database.pragma('synchronous = FULL');
      database.pragma(`cache_size = -${cacheSize}`);
      await options.prepareDatabase?.(database);
    },
  };
}

function sqliteFile(database: string): DataSourceOptions {
  return durable({ type: 'better-sqlite3', database });
}

function withOurs(options: DataSourceOptions): DataSourceOptions {
  const given = list(options.entities);
  // An entity of the application that extends one of ours stands in for it.
  const replaced = given.filter(isReplacement);
  const others = given.filter(entity => !isReplacement(entity) && !oauthEntities.some(ours => ours === entity));
  const entities = [...others, ...oauthEntitiesWith(...replaced)];
  const migrations = [...list(options.migrations), ...oauthMigrations];
  return {
    ...options,
    entities,
    migrations,
    // With the prefix, or the tables of a second prefix would count as made.
    migrationsTableName: options.migrationsTableName ?? `${options.entityPrefix ?? ''}oauth_migrations`,
  } as DataSourceOptions;
}

function isReplacement(entity: unknown): entity is new () => object {
  return typeof entity === 'function' && oauthEntities.some(ours => entity.prototype instanceof ours);
}

/** TypeORM takes lists and objects alike. */
function list<T>(values: readonly T[] | Readonly<Record<string, T>> | undefined): T[] {
  return values === undefined ? [] : Object.values(values);
}

async function checked(dataSource: DataSource): Promise<DataSource> {
  supported(dataSource.options);
  if (!dataSource.isInitialized) await dataSource.initialize();
  for (const table of Object.keys(entityOf) as Table[]) metadataFor(dataSource, table);
  await checkTables(dataSource, "add the library's migrations, migrations: [...oauthMigrations, …], and run them");
  return dataSource;
}

async function checkTables(dataSource: DataSource, mend: string): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    for (const table of Object.keys(entityOf) as Table[]) {
      const { tablePath } = metadataFor(dataSource, table);
      if (await runner.hasTable(tablePath)) continue;
      throw new TypeError(`The database has no table ${tablePath}; ${mend}.`);
    }
  } finally {
    await runner.release();
  }
}
