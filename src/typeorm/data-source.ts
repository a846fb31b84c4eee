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
  const dataSource = new DataSource(withOurs(optionsOf(database)));
  try {
    await dataSource.initialize();
    await migrate(dataSource);
    // Who has made another prefix's is in the same table.
    if (dataSource.options.migrationsTableName === undefined) await checkTables(dataSource, otherTable(dataSource));
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
    await dataSource.runMigrations({ transaction: dataSource.options.migrationsTransactionMode ?? 'each' });
  } catch (error) {
    if (attempts <= 1) throw error;
    await new Promise(resolve => setTimeout(resolve, 100 + Math.random() * 200));
    await migrate(dataSource, attempts - 1);
  }
}

function otherTable({ options: { entityPrefix } }: DataSource): string {
  const mend = `give migrationsTableName, '${entityPrefix ?? 'oauth_'}migrations' for example`;
  return `but the table of migrations says that it has been made, under another entityPrefix: ${mend}`;
}

/** @throws TypeError for what the library does not run on. Nothing is opened */
export function optionsOf(database: string | DataSourceOptions): DataSourceOptions {
  return typeof database === 'string' ? named(database) : supported(database);
}

/** A database that is named by a text: the URL of a server, or a file. */
function named(database: string): DataSourceOptions {
  // In any case (RFC 3986 section 3.1): a file would be named like the password of a server.
  const [start, given] = /^([a-z][a-z\d+.-]*):\/\//i.exec(database) ?? [];
  if (start === undefined) return sqliteFile(refuseNearUrl(database));
  const scheme = given?.toLowerCase();
  const url = `${scheme}://${database.slice(start.length)}`;
  if (scheme === 'postgres' || scheme === 'postgresql') return impatient({ type: 'postgres', url });
  if (scheme === 'mysql' || scheme === 'mariadb') return impatient({ type: scheme, url });
  throw new TypeError(
    `The option database is a ${scheme}: URL; use postgres://, mysql:// or mariadb://, or the name of a file for SQLite.`,
  );
}

/** A URL of a server, also with quotes, a blank or jdbc: before it, or with one slash. As a file it would be named like a password. */
const isNearUrl = (text: string): boolean => text.includes('://') || /^\W*(jdbc:)?(postgres(ql)?|mysql|mariadb):/i.test(text);

/** @throws TypeError that shows nothing of the text */
function refuseNearUrl(database: string): string {
  if (!isNearUrl(database)) return database;
  throw new TypeError(
    'The option database looks like a URL and does not begin as one; begin it with postgres://, mysql:// or mariadb://, without quotes, blanks or jdbc: before it.',
  );
}

type SqliteOptions = Extract<DataSourceOptions, { type: 'better-sqlite3' }>;

/** `sqlite` is the driver sqlite3 of TypeORM 0.3. */
const supportedTypes: readonly string[] = ['better-sqlite3', 'postgres', 'mysql', 'mariadb', 'sqlite'];

/** On a database that nobody has tried, single use might not hold. */
function supported(options: DataSourceOptions): DataSourceOptions {
  if (isMysql(options)) refuseChangedRows(options);
  refuseUrlAsFile(options);
  if (supportedTypes.includes(options.type)) return options.type === 'better-sqlite3' ? durable(options) : impatient(options);
  throw new TypeError(`The option database has the type ${options.type}; the library runs on ${supportedTypes.join(', ')}.`);
}

/** @throws TypeError that shows nothing of the URL */
function refuseUrlAsFile({ type, database }: DataSourceOptions): void {
  if (!/sqlite/.test(type) || typeof database !== 'string' || !isNearUrl(database)) return;
  throw new TypeError(
    `The option database has the type ${type} and a URL as its database, where the name of a file belongs; give { type: 'postgres', url } for a server, or the URL alone.`,
  );
}

type MysqlOptions = Extract<DataSourceOptions, { type: 'mysql' | 'mariadb' }>;

function isMysql(options: DataSourceOptions): options is MysqlOptions {
  return options.type === 'mysql' || options.type === 'mariadb';
}

/** Who finds a row that is already as it shall be would lose a race that nobody else is in. mysql2 takes a list or a text. */
function refuseChangedRows({ flags, extra }: MysqlOptions): void {
  const named = String([flags, extra?.flags])
    .toUpperCase()
    .split(/[\s,]+/);
  if (named.includes('-FOUND_ROWS'))
    throw new TypeError(
      'The option database has the flag -FOUND_ROWS, so MySQL counts the rows that a statement changes and not those that it finds, by which the library knows who was first; leave it out of flags.',
    );
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
  if (isMysql(options)) return { connectTimeout: connectTime, ...options, extra: { queueLimit, ...options.extra } };
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
  const theirs = list(options.migrations);
  const migrations = [...theirs, ...oauthMigrations];
  // The application's may have been run before by TypeORM's own command, which looks into its default table. For ours alone the
  // name has the prefix, or the tables of a second prefix would count as made.
  const ofOurs = theirs.length > 0 ? undefined : `${options.entityPrefix ?? ''}oauth_migrations`;
  return { ...options, entities, migrations, migrationsTableName: options.migrationsTableName ?? ofOurs } as DataSourceOptions;
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
  if (isMysql(dataSource.options)) await checkAutocommit(dataSource);
  await checkTables(dataSource, "add the library's migrations, migrations: [...oauthMigrations, …], and run them");
  return dataSource;
}

/** Without it a read begins a transaction that nothing ends, in which a revoked token stays as it was. */
async function checkAutocommit(dataSource: DataSource): Promise<void> {
  const [{ autocommit }] = await dataSource.query('SELECT @@autocommit AS autocommit');
  if (Number(autocommit) !== 0) return;
  throw new TypeError(
    'The connections of your DataSource have autocommit = 0, so that what others revoke would not be seen on them; set autocommit = 1 where it is switched off, in the configuration of the server, its init_connect or your pool, or give the option database the options in place of the DataSource.',
  );
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
