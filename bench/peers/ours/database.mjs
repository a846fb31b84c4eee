import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../common/root.mjs';

const nothing = async () => undefined;

/**
 * A database of its own for one process: `file` (SQLite, synchronous=FULL, the library's default), `memory` or `postgres`. What
 * BENCH_FILE or BENCH_SCHEMA names is there already, and stays.
 */
export async function openDatabase(kind) {
  if (kind === 'memory') return { database: ':memory:', drop: nothing };
  return kind === 'postgres' ? inPostgres(process.env.BENCH_POSTGRES) : inFile(process.env.BENCH_FOLDER);
}

function inFile(parent) {
  const { BENCH_FILE: database } = process.env;
  if (database !== undefined) return { database, drop: nothing };
  const folder = mkdtempSync(join(parent, 'sqlite-'));
  return { database: join(folder, 'bench.sqlite'), drop: async () => rmSync(folder, { recursive: true }) };
}

async function inPostgres(url) {
  const { BENCH_SCHEMA: shared } = process.env;
  if (shared !== undefined) return { database: { type: 'postgres', url, schema: shared }, drop: nothing };
  const { schema, drop } = await createSchema(url);
  return { database: { type: 'postgres', url, schema }, drop };
}

/** A schema of its own in a PostgreSQL database. */
export async function createSchema(url) {
  const schema = `bench_${randomBytes(6).toString('hex')}`;
  await run(url, `CREATE SCHEMA ${schema}`);
  return { schema, drop: () => run(url, `DROP SCHEMA ${schema} CASCADE`) };
}

async function run(connectionString, sql) {
  const { Client } = root('pg');
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
