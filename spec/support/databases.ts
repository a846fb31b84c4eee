import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** A database of its own for a group of specs, and the way to be rid of it. */
export interface SpecDatabase {
  readonly options: DataSourceOptions;
  drop(): Promise<void>;
}

interface Engine {
  readonly name: string;
  /** Where a server has to answer; an embedded database has none. */
  readonly port?: number;
  create(): Promise<SpecDatabase>;
}

const host = '127.0.0.1';
/** The variables of libpq and of MySQL's clients: a folder or a socket in place of the network, for races that take hours. */
const { PGHOST = host, MYSQL_UNIX_PORT: socketPath } = process.env;
const postgres = { type: 'postgres', host: PGHOST, port: 5432, username: 'postgres', database: 'test' } as const;
const mariadb = { type: 'mariadb', host, port: 3306, socketPath, username: 'root', password: '', database: 'test' } as const;

/** `npm run compat` plays the specs with the driver sqlite3 of TypeORM 0.3 too. */
const isSqlite3 = process.env.SPEC_SQLITE === 'sqlite3';
export const embedded = {
  type: isSqlite3 ? 'sqlite' : 'better-sqlite3',
  database: ':memory:',
} as DataSourceOptions;

export const sqlite: Engine = {
  name: 'SQLite',
  create: async () => (isSqlite3 ? inFile() : { options: embedded, drop: async () => undefined }),
};

export const engines: readonly Engine[] = [
  sqlite,
  {
    name: 'PostgreSQL',
    port: postgres.port,
    async create() {
      const schema = freshName();
      await run(postgres, `CREATE SCHEMA ${schema}`);
      return { options: { ...postgres, schema }, drop: () => run(postgres, `DROP SCHEMA ${schema} CASCADE`) };
    },
  },
  {
    name: 'MariaDB',
    port: mariadb.port,
    async create() {
      const database = freshName();
      await run(mariadb, `CREATE DATABASE ${database}`);
      return { options: { ...mariadb, database }, drop: () => run(mariadb, `DROP DATABASE ${database}`) };
    },
  },
];

/** One more of a kind, which several data sources can open. */
export async function another(name: string): Promise<SpecDatabase> {
  if (name === sqlite.name) return inFile();
  const engine = engines.find(one => one.name === name);
  if (!engine) throw new Error(`There is no ${name}.`);
  return engine.create();
}

/** Beside an application's own data source the library opens the file a second time, so there has to be one. */
function inFile(): SpecDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-spec-'));
  const options = { ...embedded, database: join(folder, 'spec.sqlite') } as DataSourceOptions;
  return { options, drop: async () => rmSync(folder, { recursive: true }) };
}

/**
 * Runs the same specs on each database. A server that does not answer is a reason to skip them on a developer's machine;
 * where CI is set they fail.
 * @param database gives the specs a database that is there while they run
 */
export function onEachDatabase(define: (database: () => SpecDatabase, name: string) => void): void {
  for (const engine of engines) {
    describe(`on ${engine.name}`, () => {
      let created: SpecDatabase | undefined;
      before(async function () {
        if (engine.port !== undefined && !process.env.CI && !(await answers(engine.port))) {
          console.log(`      No ${engine.name} answers on ${host}:${engine.port}, so these specs are skipped.`);
          this.skip();
        }
        created = await engine.create();
      });
      after(() => created?.drop());
      define(() => {
        if (!created) throw new Error(`There is no ${engine.name}.`);
        return created;
      }, engine.name);
    });
  }
}

function freshName(): string {
  return `oauth_spec_${randomBytes(6).toString('hex')}`;
}

async function run(options: DataSourceOptions, sql: string): Promise<void> {
  const dataSource = await new DataSource(options).initialize();
  try {
    await dataSource.query(sql);
  } finally {
    await dataSource.destroy();
  }
}

export function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (there: boolean) => (): void => {
      socket.destroy();
      resolve(there);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
