import { expect } from 'chai';
import { OAuthError } from '../../src/core/errors';
import { attemptsAMinute, failuresAMinute } from '../../src/server/attempts-a-minute';

const ip = '192.0.2.1';
const others = 50_000;
const refused = async (work: () => unknown): Promise<boolean> => {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof OAuthError && error.status === 429) return true;
    throw error;
  }
};

describe('counts of attempts', () => {
  const { now } = Date;
  afterEach(() => {
    Date.now = now;
  });

  it('CA16: are bounded: after fifty thousand other names the one that was tried longest ago is forgotten, and no other', async () => {
    const logins = attemptsAMinute(1);
    const tried = (name: string) => refused(() => logins.attempt({ ip, name }));
    expect(await tried('first')).to.equal(false);
    expect(await tried('second')).to.equal(false);
    for (let n = 2; n < others; n++) await tried(`other ${n}`);
    expect([await tried('first'), await tried('second')]).to.deep.equal([true, true]);
    // Who goes on trying is not forgotten.
    expect(await tried('one more')).to.equal(false);
    expect([await tried('first'), await tried('second')]).to.deep.equal([true, true]);
    expect(await tried('other 2')).to.equal(false);
  });

  it('CA16: are bounded for wrong secrets, too', async () => {
    const failures = failuresAMinute(1);
    const tried = (name: string) => refused(() => failures.judged({ ip, name }, false));
    expect([await tried('first'), await tried('first')]).to.deep.equal([false, true]);
    for (let n = 1; n < others; n++) await tried(`other ${n}`);
    expect(await tried('first')).to.equal(true);
    for (let n = 0; n < others; n++) await tried(`stranger ${n}`);
    expect(await tried('first')).to.equal(false);
  });

  it('CA16: are of one minute, and of failures alone, whatever has failed before', async () => {
    const failures = failuresAMinute(2);
    const tried = (succeeded: boolean) => refused(() => failures.judged({ ip, name: 'app' }, succeeded));
    for (let minute = 0; minute < 3; minute++) {
      Date.now = () => now() + minute * 61_000;
      expect([await tried(false), await tried(true), await tried(true)], 'once').to.deep.equal([false, false, false]);
      expect([await tried(false), await tried(true), await tried(false)], 'twice').to.deep.equal([false, true, true]);
    }
  });
});
