// npm run sweep-load [-- --rows 1000000 --rate 500 --seconds 10 --rounds 5]
// A million expired rows are deleted while requests come in: how much longer does an answer take?
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { freePort } from '../support/free-port';
import { temporaryFolder } from '../support/quick-start';
import { TortureClient } from './client';
import { insertExpired } from './expired-rows';
import { LeanClient } from './lean-client';
import { OwnPostgres, postgresPrograms } from './own-postgres';
import { argument, milliseconds, pause, quantile, Tally } from './report';
import { type Latencies, steadyLoad } from './steady-load';
import { TortureServer } from './torture-server';

const rows = argument('rows', 1_000_000);
const rate = argument('rate', 500);
const duration = argument('seconds', 10) * 1000;
/** So often both are measured, in turn. */
const rounds = argument('rounds', 5);
/** Before each of them, in milliseconds. */
const warmUp = 4000;
/** How much longer the slowest hundredth may take while rows are deleted. */
const aim = 1.5;
const tally = new Tally();

async function main(): Promise<void> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'sweep.sqlite');
  await measure('SQLite', file, new DataSource({ type: 'better-sqlite3', database: file }));
  folder.remove();
  const programs = postgresPrograms();
  if (programs) await onPostgres(programs);
  else console.log('Skipped: PostgreSQL is not installed.');
  tally.end();
}

async function onPostgres(programs: string): Promise<void> {
  const postgres = await OwnPostgres.create(programs);
  try {
    await postgres.start();
    await measure('PostgreSQL', postgres.url, new DataSource({ type: 'postgres', url: postgres.url }));
  } finally {
    await postgres.remove();
  }
}

async function measure(name: string, database: string, direct: DataSource): Promise<void> {
  try {
    const without: Latencies[] = [];
    const during: Latencies[] = [];
    // The first start makes the tables.
    await onServer(database, async () => {
      await direct.initialize();
      await insertExpired(direct, rows);
    });
    settle();
    const begin = await remaining(direct);
    for (let round = 0; round < rounds; round++) {
      // In turn, so that what the machine does beside takes as much from one as from the other.
      for (const cleaning of round % 2 === 0 ? [false, true] : [true, false])
        (cleaning ? during : without).push(await onServer(database, server => stretch(server, direct, cleaning)));
    }
    report(name, without, during, begin - (await remaining(direct)));
  } finally {
    if (direct.isInitialized) await direct.destroy();
  }
}

async function onServer<T>(database: string, work: (server: TortureServer) => Promise<T>): Promise<T> {
  const server = new TortureServer({ port: await freePort(), database, cleanup: { every: '1d' }, tokens: { accessToken: '1h' } });
  try {
    await server.startTime;
    return await work(server);
  } finally {
    await server.kill();
  }
}

/** One load with or without the cleanup, on a server of its own: once begun a cleanup goes on until its process ends. */
async function stretch(server: TortureServer, direct: DataSource, cleaning: boolean): Promise<Latencies> {
  const tokens = await hundredLogins(server.url);
  const client = new LeanClient(server.url);
  try {
    await load(client, tokens, warmUp);
    // The process before it has been killed and would keep the cleanup to itself for a minute.
    if (cleaning) await direct.query('DELETE FROM oauth_lease');
    if (cleaning) server.child.send('clean up');
    return await load(client, tokens, duration);
  } finally {
    await client.close();
  }
}

interface Tokens {
  access: string;
  refresh: string;
}

async function hundredLogins(url: string): Promise<Tokens[]> {
  const client = new TortureClient(url);
  const tokens: Tokens[] = [];
  while (tokens.length < 100) tokens.push(await client.authorization());
  return tokens;
}

/** What was just inserted is written to the disk first: else the load without the cleanup would be slowed down by that. */
function settle(): void {
  spawnSync('sync');
}

async function load(client: LeanClient, tokens: Tokens[], time: number): Promise<Latencies> {
  const end = performance.now() + time;
  const result = await steadyLoad(client, tokens, rate, () => performance.now() > end);
  await pause(200);
  return result;
}

async function remaining(direct: DataSource): Promise<number> {
  const of = async (table: string): Promise<number> => {
    const [row] = (await direct.query(
      `SELECT COUNT(*) AS count FROM ${table} WHERE "expiresAt" < ${Date.now() - 24 * 3600 * 1000}`,
    )) as { count: number }[];
    return Number(row?.count);
  };
  return (await of('oauth_access_token')) + (await of('oauth_refresh_token'));
}

function report(name: string, without: readonly Latencies[], during: readonly Latencies[], swept: number): void {
  const ratios = during.map((one, round) => slowest(one) / slowest(without[round]));
  const ratio = quantile(ratios, 0.5);
  console.log(`${name} without the cleanup: ${words(without)}`);
  console.log(`${name} with the cleanup:    ${words(during)}`);
  const each = ratios.map(one => one.toFixed(2)).join(', ');
  const speed = Math.round((swept * 1000) / (duration * rounds));
  console.log(`${name}: p99 ${ratio.toFixed(2)} times (${each}); ${swept} rows deleted, ${speed} a second`);
  const failed = [...without, ...during].reduce((sum, { failures }) => sum + failures, 0);
  tally.round(name, [
    ...(ratio <= aim ? [] : [`p99 is ${ratio.toFixed(2)} times that without the cleanup, more than ${aim}`]),
    ...(failed === 0 ? [] : [`${failed} requests were not answered with 200`]),
    ...(swept > 0 ? [] : ['nothing was deleted']),
  ]);
}

const slowest = (one?: Latencies): number => quantile(one?.times ?? [], 0.99);

/** The medians of the rounds. */
function words(all: readonly Latencies[]): string {
  const of = (share: number): string =>
    milliseconds(
      quantile(
        all.map(({ times }) => quantile(times, share)),
        0.5,
      ),
    );
  return `p50 ${of(0.5)}, p99 ${of(0.99)}, ${all.reduce((sum, { times }) => sum + times.length, 0)} answers`;
}

void main();
