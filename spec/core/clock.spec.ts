import { expect } from 'chai';
import { SteadyClock } from '../../src/core/clock';

const hour = 3_600_000;
const minute = 60_000;

describe('the steady clock', () => {
  let wall: number;
  let elapsed: number;
  let booted: number;
  let clock: SteadyClock;
  const pass = (milliseconds: number): void => {
    wall += milliseconds;
    elapsed += milliseconds;
    booted += milliseconds;
  };
  const sleep = (milliseconds: number): void => {
    wall += milliseconds;
    booted += milliseconds;
  };
  beforeEach(() => {
    wall = Date.UTC(2026, 0, 1);
    elapsed = 5000;
    booted = 40 * minute;
    clock = new SteadyClock(
      () => wall,
      () => elapsed,
      () => booted,
    );
  });

  for (const leap of [hour, -hour]) {
    it(`RB04: goes on as before when the wall clock leaps by ${leap / hour} h and back`, () => {
      const start = clock.now();
      wall += leap;
      for (let i = 0; i < 9; i++) {
        pass(minute);
        expect(clock.now()).to.equal(start + (i + 1) * minute);
      }
      wall -= leap;
      pass(hour);
      expect(clock.now()).to.equal(wall);
    });

    it(`believes a leap of ${leap / hour} h that has lasted ten minutes`, () => {
      clock.now();
      wall += leap;
      clock.now();
      pass(10 * minute);
      expect(clock.now()).to.equal(wall);
    });
  }

  it('RB04: waits as long for a leap that follows another', () => {
    const start = clock.now();
    wall += hour;
    clock.now();
    pass(9 * minute);
    wall -= 3 * hour;
    clock.now();
    pass(2 * minute);
    expect(clock.now()).to.equal(start + 11 * minute);
    pass(8 * minute);
    expect(clock.now()).to.equal(wall);
  });

  it('RB04: waits as long for a leap of which nobody saw that it was taken back', () => {
    clock.now();
    wall += hour;
    clock.now();
    wall -= hour;
    pass(20 * minute);
    wall -= hour;
    expect(clock.now()).to.equal(wall + hour);
  });

  it('RB04: knows at once that the machine has slept, and a leap afterwards from a sleep', () => {
    for (let i = 0; i < 2; i++) {
      pass(minute);
      sleep(8 * hour);
      expect(clock.now()).to.equal(wall);
    }
    pass(minute);
    wall += 8 * hour;
    expect(clock.now()).to.equal(wall - 8 * hour);
  });

  it('follows a slow drift at once', () => {
    for (let i = 0; i < 100; i++) {
      pass(minute);
      wall += 500;
      expect(clock.now()).to.equal(wall);
    }
  });
});
