import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { within } from '../../src/core/deadline';
import { OAuthError } from '../../src/core/errors';

const never = () => new Promise<never>(() => undefined);
const modulePath = require.resolve('../../src/core/deadline');

async function refusalOf(work: Promise<unknown> | unknown): Promise<OAuthError> {
  try {
    await work;
  } catch (error) {
    expect(error).to.be.instanceOf(OAuthError);
    return error as OAuthError;
  }
  throw new Error('It was not refused.');
}

describe('within', () => {
  it('gives back what is there already, and waits for nothing', () => {
    const value = { some: 'thing' };
    expect(within(1, 'A.b', value)).to.equal(value);
    expect(within(1, 'A.b', undefined)).to.equal(undefined);
    expect(within(1, 'A.b', null)).to.equal(null);
    expect(within(1, 'A.b', false)).to.equal(false);
  });

  it('gives what a promise comes to, and what it fails with', async () => {
    expect(await within(1000, 'A.b', Promise.resolve(7))).to.equal(7);
    const failure = new Error('no');
    const error: unknown = await Promise.resolve(within(1000, 'A.b', Promise.reject(failure))).catch(thrown => thrown);
    expect(error).to.equal(failure);
  });

  it('TE12: refuses what hangs, and names it for the log only', async () => {
    const error = await refusalOf(within(20, 'Accounts.verify', never()));
    expect(error).to.include({ code: 'temporarily_unavailable', status: 503 });
    expect(error.hint).to.equal('Accounts.verify did not answer within 20 ms; the request was refused.');
    expect(error.description).not.to.contain('Accounts');
  });

  it('TE12: refuses whatever looks like a promise and hangs', async () => {
    // biome-ignore lint/suspicious/noThenProperty: that is the point
    const error = await refusalOf(within(20, 'A.b', { then: () => undefined } as unknown as Promise<void>));
    expect(error.code).to.equal('temporarily_unavailable');
    const thrower = {
      // biome-ignore lint/suspicious/noThenProperty: that is the point
      then: () => {
        throw new Error('odd');
      },
    };
    const odd: unknown = await Promise.resolve(within(20, 'A.b', thrower as unknown as Promise<void>)).catch(thrown => thrown);
    expect(odd).to.have.property('message', 'odd');
  });

  it('TE12: refuses each of many that hang at once, none too early, whatever becomes of their neighbours', async () => {
    const limit = 200;
    const answered: Promise<unknown>[] = [];
    const refused: Promise<number>[] = [];
    for (let index = 0; index < 300; index++) {
      if (index % 3 === 0) {
        const began = performance.now();
        refused.push(refusalOf(within(limit, 'A.b', never())).then(() => performance.now() - began));
      } else answered.push(Promise.resolve(within(limit, 'A.b', new Promise(resolve => setImmediate(resolve, index)))));
      if (index % 50 === 0) await new Promise(resolve => setTimeout(resolve, 25));
    }
    expect(await Promise.all(answered)).to.have.length(200);
    for (const waited of await Promise.all(refused)) expect(waited).to.be.at.least(limit);
  });

  it('TE12: what hangs is refused once more after a time in which nothing hung', async () => {
    for (let round = 0; round < 3; round++) {
      await within(15, 'A.b', Promise.resolve());
      await new Promise(resolve => setTimeout(resolve, 25));
      expect((await refusalOf(within(15, 'A.b', never()))).code).to.equal('temporarily_unavailable');
    }
  });

  it('takes limits that no timer can count', async () => {
    expect(await within(2 ** 40, 'A.b', new Promise(resolve => setTimeout(resolve, 20, 'late')))).to.equal('late');
    expect(await within(Number.POSITIVE_INFINITY, 'A.b', Promise.resolve('soon'))).to.equal('soon');
  });

  it('keeps no process alive', () => {
    const code = `
      const { within } = require(${JSON.stringify(modulePath)});
      Promise.resolve(within(3_600_000, 'A.b', new Promise(() => undefined)));
      within(3_600_000, 'A.b', Promise.resolve());`;
    const { status, signal } = spawnSync(process.execPath, ['-e', code], { timeout: 15_000 });
    expect({ status, signal }).to.deep.equal({ status: 0, signal: null });
  });
});
