// npm run sweep-load [-- --rows 1000000 --rate 500 --seconds 20]
// A million expired rows are deleted while requests come in: how much longer does an answer take?
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { freePort, temporaryFolder } from '../support/quick-start';
import { TortureClient } from './client';
import { insertExpired } from './expired-rows';
import { OwnPostgres, postgresPrograms } from './own-postgres';
import { argument, milliseconds, pause, quantile, Tally } from './report';
import { type Latencies, steadyLoad } from './steady-load';
import { TortureServer } from './torture-server';

const rows = argument('rows', 1_000_000);
const rate = argument('rate', 500);
const duration = argument('seconds', 20) * 1000;
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
  const server = new TortureServer({ port: await freePort(), database, cleanup: { every: '1d' }, tokens: { accessToken: '1h' } });
  try {
    await server.startTime;
    await direct.initialize();
    await insertExpired(direct, rows);
    settle();
    const client = new TortureClient(server.url);
    const tokens = [];
    while (tokens.length < 100) tokens.push(await client.authorization());
    await load(client, tokens, 5000);
    const without = await load(client, tokens, duration);
    const begun = performance.now();
    server.child.send('clean up');
    const during = await load(client, tokens, duration);
    const swept = rows - (await remaining(direct));
    report(name, without, during, `${Math.round((swept * 1000) / (performance.now() - begun))} rows a second deleted`);
    if (swept === 0) tally.round(`${name}, the cleanup`, ['nothing was deleted']);
  } finally {
    if (direct.isInitialized) await direct.destroy();
    await server.kill();
  }
}

/** What was just inserted is written to the disk first: else the load without the cleanup would be slowed down by that. */
function settle(): void {
  spawnSync('sync');
}

async function load(client: TortureClient, tokens: { access: string; refresh: string }[], time: number): Promise<Latencies> {
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

function report(name: string, without: Latencies, during: Latencies, swept: string): void {
  const at = ({ times }: Latencies, share: number): number => quantile(times, share);
  const of = (one: Latencies): string =>
    `p50 ${milliseconds(at(one, 0.5))}, p99 ${milliseconds(at(one, 0.99))}, ${one.times.length} answers`;
  const ratio = at(during, 0.99) / at(without, 0.99);
  console.log(`${name} without the cleanup: ${of(without)}`);
  console.log(`${name} with the cleanup:    ${of(during)}; ${swept}; p99 ${ratio.toFixed(2)} times`);
  const failed = without.failures + during.failures;
  tally.round(name, [
    ...(ratio <= aim ? [] : [`p99 is ${ratio.toFixed(2)} times that without the cleanup, more than ${aim}`]),
    ...(failed === 0 ? [] : [`${failed} requests were not answered with 200`]),
  ]);
}

void main();
