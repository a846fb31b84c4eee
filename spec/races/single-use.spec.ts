import { expect } from 'chai';
import { onEachDatabase } from '../support/databases';
import { play } from './cells';
import { games } from './games';
import { hangUp } from './http';

const attempts = 50;

/**
 * The part of the matrix that every test run can afford: 200 rounds of each kind on SQLite, 200 rounds shared by the kinds on
 * each server. `npm run races` plays 200 rounds of every other cell, `npm run torture` 10,000 of them all.
 */
describe('what works once works once', () => {
  after(hangUp);
  onEachDatabase((database, name) => {
    const [processes, rounds, lanes] = name === 'SQLite' ? [1, 200, 4] : [4, 40, 1];
    for (const game of games) {
      const title = `${game.id}: ${game.name}: one winner a round, ${rounds} rounds of ${attempts} attempts at ${processes === 1 ? 'one process' : `${processes} processes`}`;
      it(processes === 1 || game.id === 'RB05' ? title : `RB05, ${title}`, async function () {
        this.timeout(300_000).slow(60_000);
        const outcome = await play({ game, processes, slow: false }, database(), { rounds, attempts, lanes });
        expect(outcome.deviations).to.deep.equal([]);
        expect(outcome.winners).to.equal(rounds);
        // Losers are told that they lost. A server behind a network may be slow; what is in the process is not.
        if (processes === 1) expect(outcome.unavailable, 'answers with 503').to.equal(0);
      });
    }
  });
});
