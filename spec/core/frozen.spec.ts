import { expect } from 'chai';
import { frozen } from '../../src/core/frozen';

describe('frozen', () => {
  it('freezes lists and plain objects, and all that is in them', () => {
    const value = { list: [1, { deep: [null, 'text', true] }], none: undefined };
    expect(frozen(value)).to.equal(true);
    const [, inner] = value.list as [number, { deep: unknown[] }];
    for (const part of [value, value.list, inner, inner.deep]) expect(Object.isFrozen(part)).to.equal(true);
  });

  it('freezes what is within something that was frozen before', () => {
    const within = { list: [] };
    expect(frozen(Object.freeze({ within }))).to.equal(true);
    expect(Object.isFrozen(within.list)).to.equal(true);
  });

  it('says so where only methods guard a value, and where it has no end', () => {
    const round: Record<string, unknown> = {};
    round.round = round;
    const others = [new Date(), new Map(), Buffer.from('x'), Object.freeze(new Date()), () => 1, new (class Own {})(), round];
    for (const one of others) expect(frozen({ list: [one] }), String(one)).to.equal(false);
  });
});
