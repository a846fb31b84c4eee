// Single use, counted over the whole matrix: --rounds, --only codes,PostgreSQL,4,slow, and --lanes for rounds beside each other.
// npm run races [-- --others 50]: 200 rounds of every cell that npm test does not play in full, and fewer of what has few who try it.
import { parseArgs } from 'node:util';
import { engines } from '../support/databases';
import { type Cell, play } from './cells';
import { codes, type Game, games, interactions, macNonces, refresh } from './games';
import { hangUp } from './http';

/** What a thief would try first; --others says how many rounds of everything else there are. */
const prizes: readonly Game[] = [codes, refresh, interactions, macNonces];

interface Named extends Cell {
  readonly engine: (typeof engines)[number];
  readonly words: readonly string[];
}

function matrix(): Named[] {
  return engines.flatMap(engine =>
    [1, 4].flatMap(processes =>
      [false, true].flatMap(slow =>
        games.map(game => ({
          ...{ game, engine, processes, slow },
          words: [game.name, engine.name, String(processes), slow ? 'slow' : 'plain'],
        })),
      ),
    ),
  );
}

/** What npm test plays in full. */
const inTest = ({ engine, processes, slow }: Named): boolean => engine.name === 'SQLite' && processes === 1 && !slow;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ rounds: { type: 'string', default: '200' }, lanes: { type: 'string', default: '2' } },
      ...{ others: { type: 'string' }, only: { type: 'string' }, rest: { type: 'boolean', default: false } },
    },
  });
  const [rounds, lanes] = [Number(values.rounds), Number(values.lanes)];
  const others = Number(values.others ?? rounds);
  const only = values.only?.split(',') ?? [];
  const cells = matrix().filter(cell => only.every(word => cell.words.includes(word)) && !(values.rest && inTest(cell)));
  if (cells.length === 0 || ![rounds, lanes, others].every(number => Number.isInteger(number) && number > 0))
    throw new Error('No cell is played; see --rounds, --others, --lanes and --only.');
  console.log('| what | database | processes | store | winners / rounds | seconds |\n|---|---|---|---|---|---|');
  let failed = 0;
  for (const cell of cells) {
    const deviations = await played(cell, prizes.includes(cell.game) ? rounds : others, lanes);
    for (const one of deviations.slice(0, 20)) console.error(`${cell.words.join(', ')}: ${one}`);
    if (deviations.length > 0) failed++;
  }
  hangUp();
  console.log(`${cells.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

async function played(cell: Named, rounds: number, lanes: number): Promise<readonly string[]> {
  try {
    const database = await cell.engine.create();
    try {
      const { winners, unavailable, repeated, deviations, seconds } = await play(cell, database, {
        rounds,
        attempts: 50,
        lanes,
      });
      const busy = unavailable > 0 ? ` (${unavailable} answers 503, ${repeated} rounds played again)` : '';
      console.log(`| ${cell.words.join(' | ')} | ${winners} / ${rounds}${busy} | ${seconds.toFixed(1)} |`);
      return deviations;
    } finally {
      await database.drop();
    }
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
