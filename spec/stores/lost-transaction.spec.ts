import { expect } from 'chai';
import type { DataSourceOptions } from 'typeorm';
import { findCode, insertCode, maxFailedVerifiers, redeemCode } from '../../src/core/statements/codes';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { onEachDatabase } from '../support/databases';
import { codeRow } from '../support/rows';
import { failureOf } from '../support/units';
import { SilentProxy } from '../torture/proxy';

describe('a transaction whose connection is lost', () => {
  onEachDatabase((database, name) => {
    if (name === 'SQLite') return;

    it('RB03: leaves nothing, and gives up its rows although nobody tells the database', async function () {
      this.timeout(60_000);
      const { port } = database().options as { port: number };
      const proxy = new SilentProxy(port);
      const storage = await TypeormStorage.open({ ...database().options, port: await proxy.listen() } as DataSourceOptions);
      try {
        const row = codeRow();
        const { hash } = row;
        await storage.commit([insertCode.with(row)]);
        const redeem = redeemCode.with({ redeemedAt: 1 }, { hash, expiresAt: 0, failedVerifiers: maxFailedVerifiers - 1 });
        // The first statement holds the row, and its answer gets lost: the second one is never sent.
        proxy.fallSilentAt('UPDATE');
        expect(await failureOf(storage.commit([redeem, insertCode.with(codeRow())]))).to.be.instanceOf(Error);
        proxy.speak('is lost');
        let problem: unknown;
        for (let attempts = 10; attempts > 0; attempts--) {
          problem = await failureOf(storage.commit([redeem]));
          if (problem === undefined) break;
        }
        expect(problem, 'ten attempts of 2 s each').to.equal(undefined);
        expect((await storage.first(findCode.with({ hash })))?.redeemedAt).to.equal(1);
      } finally {
        await proxy.close();
        await storage.close();
      }
    });
  });
});
