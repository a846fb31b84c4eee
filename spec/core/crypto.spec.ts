import crypto from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { constantTimeEqual, randomBuffer, randomValue } from '../../src/core/crypto';

const modulePath = require.resolve('../../src/core/crypto');

describe('random values', () => {
  it('SE02: are all different, of many pools and of every length', () => {
    const lengths = [16, 24, 32, 33, 64, 256];
    const values = Array.from({ length: 20_000 }, (_, index) => randomValue(lengths[index % lengths.length]));
    expect(new Set(values.map(value => value.slice(0, 20)))).to.have.property('size', values.length);
    values.forEach((value, index) => {
      expect(Buffer.from(value, 'base64url')).to.have.length(lengths[index % lengths.length] ?? 0);
    });
  });

  it('SE02: share no bytes with the one before and the one after', () => {
    const bytes = Array.from({ length: 1000 }, () => Buffer.from(randomValue(), 'base64url'));
    const eights = bytes.flatMap(one => [0, 8, 16, 24].map(at => one.subarray(at, at + 8).toString('hex')));
    expect(new Set(eights)).to.have.property('size', eights.length);
  });

  it('SE02: are as long as a pool at most', () => {
    const [one, other] = [randomBuffer(4096), randomBuffer(4096)];
    expect(one).to.have.length(4096);
    expect(one.equals(other)).to.equal(false);
    expect(() => randomBuffer(4097)).to.throw(RangeError);
  });

  it('SE02: are not left in the pool that they came from', () => {
    const { randomFillSync } = crypto;
    let pool: Buffer = Buffer.alloc(0);
    crypto.randomFillSync = ((buffer: Buffer) => {
      pool = buffer;
      return randomFillSync(buffer);
    }) as typeof randomFillSync;
    try {
      for (let count = 0; count < 500 && pool.length === 0; count++) randomValue();
      const value = Buffer.from(randomValue(), 'base64url');
      expect(pool).to.have.length.above(value.length);
      expect(pool.includes(value)).to.equal(false);
      expect(pool.includes(randomBuffer(32))).to.equal(false);
    } finally {
      crypto.randomFillSync = randomFillSync;
    }
  });

  it('SE02: are others in a worker thread', async () => {
    const here = Array.from({ length: 200 }, () => randomValue());
    const code = `
      const { randomValue } = require(${JSON.stringify(modulePath)});
      require('node:worker_threads').parentPort.postMessage(Array.from({ length: 200 }, () => randomValue()));`;
    const there = await Promise.all(
      [1, 2].map(
        () =>
          new Promise<string[]>((resolve, reject) => {
            new Worker(code, { eval: true }).once('message', resolve).once('error', reject);
          }),
      ),
    );
    expect(new Set([...here, ...there.flat()])).to.have.property('size', 600);
  });
});

describe('constantTimeEqual', () => {
  it('tells equal texts from others, of the same length and of another', () => {
    expect(constantTimeEqual('', '')).to.equal(true);
    expect(constantTimeEqual('abc', 'abc')).to.equal(true);
    expect(constantTimeEqual('abc', 'abd')).to.equal(false);
    expect(constantTimeEqual('abc', 'ab')).to.equal(false);
    expect(constantTimeEqual('é', 'e')).to.equal(false);
    // Not the same length in bytes, though in characters.
    expect(constantTimeEqual('é', 'ee')).to.equal(false);
  });
});
