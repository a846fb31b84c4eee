import { setTimeout as pause } from 'node:timers/promises';
import { loggedIn, type Site } from '../support/flow';
import type { Game, Prize } from './games';
import type { Answer } from './http';

export interface Outcome {
  readonly rounds: number;
  /** All winners of all rounds: as many as there are rounds. */
  readonly winners: number;
  /** Answers with 503. */
  readonly unavailable: number;
  /** Rounds that nobody won because the answer of the winner was a 503: a busy machine. They were played again. */
  readonly repeated: number;
  /** Rounds with no winner or several, and answers that nobody may get. */
  readonly deviations: readonly string[];
  readonly seconds: number;
}

export interface RaceOptions {
  readonly rounds: number;
  /** Attempts at once on each prize. */
  readonly attempts: number;
  /** Rounds that run beside each other. */
  readonly lanes: number;
}

interface Round {
  readonly winners: number;
  readonly unavailable: number;
  readonly problems: readonly string[];
}

/** Plays a game for a number of rounds: in each, many attempts at once, spread over the processes, on one prize. */
export async function race(game: Game, sites: readonly Site[], { rounds, attempts, lanes }: RaceOptions): Promise<Outcome> {
  const started = performance.now();
  const deviations: string[] = [];
  const siteOf = (index: number): Site => sites[index % sites.length] ?? { url: '' };
  let [winners, unavailable, repeated, next] = [0, 0, 0, 0];
  const lane = async (): Promise<void> => {
    // The browser's pages are served by one process, and what it was given there is then used at all of them.
    const browser = await loggedIn(siteOf(0));
    for (let round = next++; round < rounds + repeated; round = next++) {
      const prize = await patiently(() => game.prize(siteOf(round), browser));
      const played = await play(game, prize, attempts, index => siteOf(index + round));
      winners += played.winners;
      unavailable += played.unavailable;
      for (const problem of played.problems) deviations.push(`round ${round}: ${problem}`);
      if (played.winners === 0 && played.unavailable > 0 && repeated < rounds) repeated++;
      else if (played.winners !== 1) deviations.push(`round ${round}: ${played.winners} winners`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { rounds, winners, unavailable, repeated, deviations, seconds: (performance.now() - started) / 1000 };
}

/** What is played for comes before the race: a busy machine that answers 503 there is asked again. */
async function patiently<T>(work: () => Promise<T>, left = 3): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (left === 0) throw error;
    await pause(1000);
    return patiently(work, left - 1);
  }
}

async function play(game: Game, prize: Prize, attempts: number, siteOf: (index: number) => Site): Promise<Round> {
  const answers = await Promise.allSettled(Array.from({ length: attempts }, (_, index) => prize(siteOf(index))));
  const wins: string[] = [];
  const problems: string[] = [];
  let unavailable = 0;
  for (const answer of answers) {
    const won = verdict(game, answer);
    if (won === busy) unavailable++;
    else if (won instanceof Error) problems.push(won.message);
    else if (won !== undefined) wins.push(won);
  }
  return { winners: game.shared ? new Set(wins).size : wins.length, unavailable, problems };
}

const busy = Symbol('503');

function verdict(game: Game, answer: PromiseSettledResult<Answer>): string | undefined | Error | typeof busy {
  try {
    if (answer.status === 'rejected') throw answer.reason;
    // A refusal is safe at any time; that it is rare is for other specs to show.
    if (answer.value.status === 503) return busy;
    return game.won(answer.value);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
