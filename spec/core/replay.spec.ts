import { expect } from 'chai';
import { ReplayInMemory } from '../../src/core/replay';

describe('what a process remembers by itself', () => {
  const caught = (work: Promise<boolean>): Promise<unknown> => work.catch(error => error.code);

  it('is good once until it expires', async () => {
    let now = 0;
    const memory = new ReplayInMemory(() => now);
    expect(await memory.spend('a', 10)).to.equal(true);
    now = 9;
    expect(await memory.spend('a', 10)).to.equal(false);
    now = 10;
    expect(await memory.spend('a', 20)).to.equal(true);
  });

  it('is bounded: when it is full of what lives, nothing more is let in, and nothing is forgotten too early', async () => {
    let now = 0;
    const memory = new ReplayInMemory(() => now, 2);
    await memory.spend('a', 5000);
    await memory.spend('b', 9000);
    expect(await caught(memory.spend('c', 9000))).to.equal('temporarily_unavailable');
    now = 5000;
    expect(await memory.spend('c', 9000)).to.equal(true);
    expect(await memory.spend('b', 9000)).to.equal(false);
    expect(await caught(memory.spend('d', 9000))).to.equal('temporarily_unavailable');
  });

  it('looks through all that it has once a second at most, however many ask', async () => {
    let now = 0;
    const memory = new ReplayInMemory(() => now, 1);
    await memory.spend('a', 500);
    expect(await caught(memory.spend('b', 9000))).to.equal('temporarily_unavailable');
    now = 600;
    expect(await caught(memory.spend('b', 9000))).to.equal('temporarily_unavailable');
    now = 1000;
    expect(await memory.spend('b', 9000)).to.equal(true);
  });
});
