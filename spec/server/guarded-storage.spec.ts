import { expect } from 'chai';
import { type Awaitable, OAuthError, type Storage, TypeormStorage } from 'oauth-controllers';
import { findFamily, insertFamily } from '../../src/core/statements/tokens';
import { GuardedStorage } from '../../src/server/guarded-storage';
import { familyRow } from '../support/rows';

const query = findFamily.with({ id: 'unknown' });

/** A store whose reads do as they are told. */
const reading = (answer: () => Awaitable<never>): Storage => ({
  first: answer,
  all: answer,
  commit: async () => undefined,
  sweep: async () => 0,
  close: async () => undefined,
});

const refusal = async (read: () => unknown): Promise<unknown> => {
  try {
    await read();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('what stands between a server and its storage', () => {
  const cause = new Error('the innermost text');
  const failures: readonly [string, () => Awaitable<never>][] = [
    [
      'throws',
      () => {
        throw cause;
      },
    ],
    ['rejects', () => Promise.reject(cause)],
    // biome-ignore lint/suspicious/noThenProperty: query builders are promises of this kind.
    ['rejects in a way of its own', () => ({ then: (_: unknown, failed: (error: Error) => void) => failed(cause) }) as never],
  ];

  for (const [title, answer] of failures) {
    it(`refuses with 503 where a read ${title}`, async () => {
      for (const embedded of [true, false]) {
        const storage = new GuardedStorage(reading(answer), embedded);
        for (const read of [() => storage.first(query), () => storage.all(query)]) {
          const error = await refusal(read);
          expect(error).to.be.instanceOf(OAuthError).and.have.property('code', 'temporarily_unavailable');
          expect(JSON.stringify(error)).to.not.include('innermost');
        }
      }
    });
  }

  it('hands on what a store in this process answers at once, without a promise', async () => {
    const embedded = await TypeormStorage.open(':memory:');
    const storage = new GuardedStorage(embedded, embedded.isEmbedded);
    const row = familyRow();
    await storage.commit([insertFamily.with(row)]);
    expect(storage.first(findFamily.with({ id: row.id }))).to.deep.equal(row);
    expect(storage.first(query)).to.equal(undefined);
    expect(storage.all(query)).to.deep.equal([]);
    await storage.close();
  });
});
