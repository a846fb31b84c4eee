// npm run outage -- --rounds 20 [--only stops|silences] [--strict]
// A database that is stopped and started under load, and a network that falls silent: refusals, never access, and no restart.
import { answers, engines } from '../support/databases';
import { freePort } from '../support/free-port';
import { TortureClient } from './client';
import { OutageLoad } from './outage-load';
import { judge, type Limits, type Outage } from './outage-verdict';
import { OwnPostgres, postgresPrograms } from './own-postgres';
import { type Healing, SilentProxy } from './proxy';
import { argument, isStrict, milliseconds, pause, Tally, word } from './report';
import { TortureServer } from './torture-server';

/** What an idle machine shows, in milliseconds: a silent network tells nobody, so there 2 s of patience come first. */
const stopped: Limits = { answer: 5000, recovery: 1000 };
const silent: Record<Healing, Limits> = {
  'goes on': { answer: 3500, recovery: 1000 },
  'is lost': { answer: 3500, recovery: 3000 },
};
/** A machine that does much else is late with everything, but nothing may hang or stay away. */
const lenient: Limits = { answer: 12_000, recovery: 8000 };
/** So long nobody is refused before the load ends, in milliseconds: longer than who waits for the database waits. */
const quiet = 2500;
const tally = new Tally();
const only = word('only');

async function main(): Promise<void> {
  const rounds = argument('rounds', 20);
  if (only !== undefined && only !== 'stops' && only !== 'silences') throw new TypeError('--only takes stops or silences.');
  const programs = postgresPrograms();
  if (programs) await onPostgres(programs, rounds);
  else skipped('PostgreSQL is not installed under /usr/lib/postgresql');
  if (only === 'stops') return tally.end();
  if (await answers(3306)) await onMariadb(rounds);
  else skipped('no MariaDB answers on 127.0.0.1:3306');
  tally.end();
}

/** A developer may do without; where CI is set everything has to be there. */
function skipped(why: string): void {
  console.log(`Skipped: ${why}.`);
  if (process.env.CI) tally.round('Where CI is set', [why]);
}

const silencesOf = (rounds: number): number => (only ? rounds : Math.max(2, Math.round(rounds / 5)));

async function onPostgres(programs: string, rounds: number): Promise<void> {
  const postgres = await OwnPostgres.create(programs);
  try {
    await postgres.start();
    if (only !== 'silences') await stops(postgres, rounds);
    if (only === 'stops') return;
    const name = 'postgres';
    await silences('PostgreSQL', postgres.port, port => `postgres://${name}@127.0.0.1:${port}/${name}`, silencesOf(rounds));
  } finally {
    await postgres.remove();
  }
}

/** It may be anybody's, so only the network in front of it is disturbed. */
async function onMariadb(rounds: number): Promise<void> {
  const created = await engines.find(({ name }) => name === 'MariaDB')?.create();
  const name = String(created?.options.database);
  await silences('MariaDB', 3306, port => `mariadb://root@127.0.0.1:${port}/${name}`, silencesOf(rounds));
  await created?.drop();
}

async function stops(postgres: OwnPostgres, rounds: number): Promise<void> {
  await withServer(postgres.url, async server => {
    for (let number = 1; number <= rounds; number++) {
      const mode = number % 2 === 0 ? 'fast' : 'immediate';
      // Now and then for longer than anybody waits.
      const away = number % 5 === 0 ? 4000 : 300 + Math.random() * 1200;
      const title = `PostgreSQL, stop ${number} (${mode}, ${milliseconds(away)})`;
      await disturbed(title, server, away, { stop: () => postgres.stop(mode), start: () => postgres.start() }, stopped);
    }
  });
}

async function silences(name: string, database: number, url: (port: number) => string, rounds: number): Promise<void> {
  const proxy = new SilentProxy(database);
  const port = await proxy.listen();
  await withServer(url(port), async server => {
    for (let number = 1; number <= rounds; number++) {
      const healing: Healing = number % 2 === 0 ? 'goes on' : 'is lost';
      const stop = (): void => proxy.fallSilent();
      const start = (): void => proxy.speak(healing);
      await disturbed(`${name}, silence ${number} (what was open ${healing})`, server, 4500, { stop, start }, silent[healing]);
    }
  });
  await proxy.close();
}

async function withServer(database: string, work: (server: TortureServer) => Promise<void>): Promise<void> {
  const options = { tokens: { reuseInterval: 600, accessToken: '1h' }, cleanup: false } as const;
  const server = new TortureServer({ ...options, port: await freePort(), database });
  try {
    await server.startTime;
    await work(server);
    tally.round('The server', faults(server));
  } finally {
    await server.kill();
  }
}

interface Switch {
  stop(): Promise<void> | void;
  start(): Promise<void> | void;
}

async function disturbed(
  title: string,
  server: TortureServer,
  away: number,
  { stop, start }: Switch,
  strict: Limits,
): Promise<void> {
  const limits = isStrict ? strict : lenient;
  const client = new TortureClient(server.url, 15_000);
  const tokens = [];
  while (tokens.length < 8) tokens.push(await client.authorization());
  const load = new OutageLoad(client, tokens);
  await pause(400);
  const begins = performance.now();
  await stop();
  const isAway = performance.now();
  await pause(away);
  const returns = performance.now();
  await start();
  const outage: Outage = { begins, isAway, returns, isBack: performance.now() };
  await pause(strict.recovery + 600);
  await recovered(load, outage.isBack + limits.recovery);
  await load.stop();
  const { problems, recovery, slowest } = judge(load.answers, outage, limits);
  console.log(
    `${title}: ${load.answers.length} answers, the slowest after ${milliseconds(slowest)}, recovered in ${milliseconds(recovery)}`,
  );
  tally.round(title, [...problems, ...faults(server)]);
}

/** Who is still refused is asked on, until nobody is any more or the time is over. */
async function recovered(load: OutageLoad, end: number): Promise<void> {
  const isQuiet = (): boolean => load.lastRefusal + quiet < performance.now();
  while (!isQuiet() && performance.now() < end) await pause(100);
}

function faults(server: TortureServer): string[] {
  return server.hasEnded || server.wasCareless ? [`the server has ended, or has left an error alone: ${server.output}`] : [];
}

void main();
