import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../common/root.mjs';

const nothing = async () => undefined;

/** A database of its own for one process: `file` (SQLite, synchronous=FULL, the library's default), `memory` or `postgres`. */
export async function openDatabase(kind) {
  if (kind === 'memory') return { database: ':memory:', drop: nothing };
  return kind === 'postgres' ? inPostgres(process.env.BENCH_POSTGRES) : inFile(process.env.BENCH_FOLDER);
}

function inFile(parent) {
  const folder = mkdtempSync(join(parent, 'sqlite-'));
  return { database: join(folder, 'bench.sqlite'), drop: async () => rmSync(folder, { recursive: true }) };
}

async function inPostgres(url) {
  const schema = `bench_${randomBytes(6).toString('hex')}`;
  await run(url, `CREATE SCHEMA ${schema}`);
  return { database: { type: 'postgres', url, schema }, drop: () => run(url, `DROP SCHEMA ${schema} CASCADE`) };
}

async function run(connectionString, sql) {
  const { Client } = root('pg');
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(sql);
  await client.end();
}
