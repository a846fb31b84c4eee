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

  it('FC05: is forgotten with what expires at about the same time, and no earlier', async () => {
    let now = 0;
    const memory = new ReplayInMemory(() => now, 3);
    for (const [key, expiresAt] of [
      ['a', 4000],
      ['b', 5001],
      ['c', 9999],
    ] as const)
      expect(await memory.spend(key, expiresAt)).to.equal(true);
    now = 4999;
    expect(await caught(memory.spend('d', 20_000))).to.equal('temporarily_unavailable');
    now = 5000;
    expect(await memory.spend('d', 20_000)).to.equal(true);
    now = 9998;
    expect(await caught(memory.spend('e', 20_000))).to.equal('temporarily_unavailable');
    expect(await memory.spend('c', 9999)).to.equal(false);
    now = 10_000;
    for (const key of ['b', 'c']) expect(await memory.spend(key, 20_000)).to.equal(true);
    expect(await memory.spend('d', 20_000)).to.equal(false);
  });

  it('FC05: has room for half a million, and takes no longer for one more', async () => {
    const memory = new ReplayInMemory(() => 0);
    for (let n = 0; n < 500_000; n++) await memory.spend(`${n}`, 60_000 + (n % 60_000));
    expect(await memory.spend('0', 60_000)).to.equal(false);
    const before = performance.now();
    for (let n = 0; n < 1000; n++) expect(await caught(memory.spend('one more', 60_000))).to.equal('temporarily_unavailable');
    expect(performance.now() - before, 'milliseconds for a thousand').to.be.below(1000);
  });
});
