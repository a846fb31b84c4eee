// npm run crash -- --rounds 200 [--strict]
// kill -9 of a server on a SQLite file at a random moment under load, started again each time: what it has said must hold.
import { join } from 'node:path';
import { freePort } from '../support/free-port';
import { temporaryFolder } from '../support/quick-start';
import { brokenPromises } from './after-crash';
import { TortureClient } from './client';
import { problemsOfFile } from './file-check';
import { Ledger } from './ledger';
import { Load } from './load';
import { argument, isStrict, milliseconds, pause, quantile, Tally } from './report';
import { TortureServer } from './torture-server';

/** Rounds that share a file. It grows from round to round, so a new one is begun from time to time. */
const roundsOfFile = 20;
/** What a start may take, in milliseconds. What it does take is printed. */
const startLimit = isStrict ? 1000 : 30_000;

interface Round {
  readonly server: TortureServer;
  readonly file: string;
  readonly client: TortureClient;
  /** What earlier rounds on this file have left to ask for. */
  readonly kept: Ledger;
}

const startTimes: number[] = [];
let answered = 0;
let asked = 0;

async function main(): Promise<void> {
  const rounds = argument('rounds', 200);
  const folder = temporaryFolder();
  const port = await freePort();
  const tally = new Tally();
  const begun = performance.now();
  let round: Round | undefined;
  try {
    for (let number = 1; number <= rounds; number++) {
      if (!round || number % roundsOfFile === 1) {
        await round?.server.kill();
        round = await newFile(join(folder.path, `${number}.sqlite`), port);
      }
      const { problems, server } = await crash(round, port);
      round = { ...round, server };
      tally.round(`Round ${number}`, problems);
    }
  } finally {
    await round?.server.kill();
    folder.remove();
  }
  console.log(
    `${rounds} crashes in ${Math.round((performance.now() - begun) / 1000)} s; ${answered} answers before them, ${asked} promises asked for after them`,
  );
  console.log(
    `listening again after p50 ${milliseconds(quantile(startTimes, 0.5))}, p99 ${milliseconds(quantile(startTimes, 0.99))}, ` +
      `at most ${milliseconds(Math.max(...startTimes))} (with the start of Node); above 1 s: ${startTimes.filter(time => time > 1000).length}`,
  );
  tally.end();
}

/** The first start, which makes the tables, is killed as well. */
async function newFile(file: string, port: number): Promise<Round> {
  const first = start(file, port);
  await pause(Math.random() * 600);
  await first.kill();
  const server = start(file, port);
  await server.startTime;
  return { server, file, client: new TortureClient(server.url), kept: new Ledger() };
}

async function crash(round: Round, port: number): Promise<{ problems: string[]; server: TortureServer }> {
  const { client, file, kept } = round;
  const ledger = new Ledger();
  const load = new Load(client, ledger, 8);
  await load.reaches(Math.random() * 80);
  await pause(Math.random() * 20);
  const unexpected = round.server.hasEnded ? [`the server ended by itself: ${round.server.output}`] : [];
  await round.server.kill();
  await load.stop();
  // One start of ten does not come to its end either.
  if (Math.random() < 0.1) {
    const interrupted = start(file, port);
    await pause(Math.random() * 500);
    await interrupted.kill();
  }
  const server = start(file, port);
  const time = await server.startTime;
  startTimes.push(time);
  answered += load.answered;
  asked += ledger.families.length + ledger.services.length;
  const problems = [...unexpected, ...load.surprises, ...(await brokenPromises(client, ledger))];
  problems.push(...(await brokenPromises(client, sample(kept))), ...problemsOfFile(file));
  if (time > startLimit) problems.push(`listening again took ${milliseconds(time)}`);
  keep(kept, ledger);
  return { problems, server };
}

function start(file: string, port: number): TortureServer {
  // The interval is longer than any round, so that an answer that a crash has taken can be asked for again.
  return new TortureServer({
    port,
    database: file,
    cleanup: false,
    tokens: { reuseInterval: 600, code: 600, accessToken: '1h' },
  });
}

function keep(kept: Ledger, ledger: Ledger): void {
  kept.families.push(...ledger.families);
  kept.services.push(...ledger.services);
}

function sample(kept: Ledger): Ledger {
  const some = new Ledger();
  some.families.push(
    ...kept.families
      .filter(({ redeemed }) => redeemed !== 'no')
      .sort(() => Math.random() - 0.5)
      .slice(0, 15),
  );
  some.services.push(...kept.services.sort(() => Math.random() - 0.5).slice(0, 5));
  return some;
}

void main();
