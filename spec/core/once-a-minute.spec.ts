import { expect } from 'chai';
import { OnceAMinute } from '../../src/core/once-a-minute';

describe('what is said once a minute', () => {
  it('RU09: is said of a thousand at most, whatever comes', () => {
    const lines = new OnceAMinute();
    const names = Array.from({ length: 5000 }, (_, index) => `client-${index}`);
    const said = (now: number): number => names.filter(name => lines.isNew(name, now)).length;
    expect([said(0), said(59_999), said(60_000)]).to.deep.equal([1000, 0, 1000]);
  });
});
