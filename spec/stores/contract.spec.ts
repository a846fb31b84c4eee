import { expect } from 'chai';
import { OAuthError } from 'oauth-controllers';
import { sweep, type Write } from '../../src/core/statement';
import { findClient, insertClient, removeClient, updateClient } from '../../src/core/statements/clients';
import { countFailedVerifier, findCode, insertCode } from '../../src/core/statements/codes';
import {
  findAccessToken,
  findFamily,
  findRefreshToken,
  insertAccessToken,
  insertFamily,
  insertRefreshToken,
  revokeAccessToken,
  revokeFamily,
  rotateRefreshToken,
} from '../../src/core/statements/tokens';
import { UnitRefused } from '../../src/core/storage';
import { GuardedStorage } from '../../src/server/guarded-storage';
import { openDataSource } from '../../src/typeorm/data-source';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { onEachDatabase } from '../support/databases';
import { accessTokenRow, clientRow, codeRow, epoch, familyRow, freshHash, refreshTokenRow } from '../support/rows';
import { failureOf, redeem as redeemCode } from '../support/units';

const now = epoch + 1000;
const redeem = (hash: string, at = now): Write => redeemCode(hash, at);

describe('the storage port', () => {
  onEachDatabase(database => {
    let storage: TypeormStorage;
    before(async () => {
      const { dataSource, owned } = await openDataSource(database().options);
      storage = new TypeormStorage(dataSource, owned);
    });
    after(() => storage?.close());

    const refusal = (unit: readonly Write[]): Promise<unknown> => failureOf(storage.commit(unit));
    const tokenOf = async (hash: string) => storage.first(findAccessToken.with({ hash }));
    const codeOf = async (hash: string) => storage.first(findCode.with({ hash }));

    it('gives back what it was given: booleans, nulls, instants, JSON and every character', async () => {
      const rows = { yes: codeRow(), no: codeRow({ redirectUriSent: false, redeemedAt: now, codeChallenge: 'c' }) };
      const token = accessTokenRow();
      const [refresh, family, client] = [refreshTokenRow(), familyRow({ revokedAt: 0 }), clientRow({ trusted: true })];
      await storage.commit([
        insertCode.with(rows.yes),
        insertCode.with(rows.no),
        insertAccessToken.with(token),
        insertRefreshToken.with(refresh),
        insertFamily.with(family),
        insertClient.with(client),
      ]);
      expect(await codeOf(rows.yes.hash)).to.deep.equal(rows.yes);
      expect(await codeOf(rows.no.hash)).to.deep.equal(rows.no);
      expect(await tokenOf(token.hash)).to.deep.equal(token);
      expect(await storage.first(findRefreshToken.with({ hash: refresh.hash }))).to.deep.equal(refresh);
      expect(await storage.first(findFamily.with({ id: family.id }))).to.deep.equal(family);
      expect(await storage.first(findClient.with({ clientId: client.clientId }))).to.deep.equal(client);
    });

    it('updates every column of a row, and removes it', async () => {
      const { clientId, createdAt, ...row } = clientRow();
      const changed = { ...row, name: 'New', owner: 'me', trusted: true, secrets: [], metadata: { a: [1] } };
      await storage.commit([insertClient.with({ clientId, createdAt, ...row })]);
      const { secrets } = row;
      await storage.commit([updateClient.with(changed, { clientId, secrets })]);
      expect(await storage.first(findClient.with({ clientId }))).to.deep.equal({ clientId, createdAt, ...changed });
      // The same values again touch the row just as well.
      await storage.commit([updateClient.with(changed, { clientId, secrets: [] })]);
      expect(await refusal([updateClient.with(changed, { clientId, secrets })])).to.be.instanceOf(UnitRefused);
      await storage.commit([removeClient.with({ clientId })]);
      expect(await storage.first(findClient.with({ clientId }))).to.equal(undefined);
    });

    it('RB01: rolls a unit back, whichever of its writes misses its row', async () => {
      const code = codeRow();
      await storage.commit([insertCode.with(code)]);
      const token = accessTokenRow();
      const missing = rotateRefreshToken.with(
        { rotatedAt: now, successor: null, expiresAt: now + 60_000 },
        { hash: freshHash(), expiresAt: now },
      );
      const writes = [redeem(code.hash), insertAccessToken.with(token)];
      for (let place = 0; place <= writes.length; place++) {
        const error = await refusal(writes.toSpliced(place, 0, missing));
        expect(error, `at place ${place}`).to.be.instanceOf(UnitRefused);
        expect((error as UnitRefused).write).to.equal(missing);
        expect(await codeOf(code.hash)).to.deep.equal(code);
        expect(await tokenOf(token.hash)).to.equal(undefined);
      }
    });

    it('RB01: rolls a unit back when the database refuses a write, and tells the client nothing of why', async () => {
      const code = codeRow();
      const token = accessTokenRow();
      await storage.commit([insertCode.with(code), insertAccessToken.with(token)]);
      const unit = [redeem(code.hash), insertAccessToken.with(token)];
      const error = await new GuardedStorage(storage, true).commit(unit).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(OAuthError).and.have.property('code', 'temporarily_unavailable');
      expect(JSON.stringify(error)).to.not.match(/unique|duplicate|oauth_access_token/i);
      expect(await codeOf(code.hash)).to.deep.equal(code);
    });

    it('lets exactly one of many spend a code, and one a refresh token', async () => {
      const code = codeRow();
      const refresh = refreshTokenRow();
      await storage.commit([insertCode.with(code), insertRefreshToken.with(refresh)]);
      const spend = rotateRefreshToken.with(
        { rotatedAt: now, successor: null, expiresAt: now + 60_000 },
        { hash: refresh.hash, expiresAt: now },
      );
      for (const make of [() => redeem(code.hash), () => spend]) {
        const tokens = Array.from({ length: 20 }, () => accessTokenRow());
        const errors = await Promise.all(tokens.map(token => refusal([make(), insertAccessToken.with(token)])));
        const winners = errors.filter(error => error === undefined);
        expect(winners).to.have.length(1);
        expect(errors.filter(error => error instanceof UnitRefused)).to.have.length(19);
        const stored = await Promise.all(tokens.map(token => tokenOf(token.hash)));
        expect(stored.filter(Boolean), 'access tokens').to.have.length(1);
      }
    });

    it('spends nothing at the very end of its life, nor after too many failures', async () => {
      const code = codeRow({ expiresAt: now });
      const worn = codeRow({ failedVerifiers: 5 });
      await storage.commit([insertCode.with(code), insertCode.with(worn)]);
      expect(await refusal([redeem(code.hash, now)])).to.be.instanceOf(UnitRefused);
      expect(await refusal([redeem(worn.hash)])).to.be.instanceOf(UnitRefused);
      expect(await refusal([redeem(code.hash, now - 1)])).to.equal(undefined);
    });

    it('counts every failure of many at once', async () => {
      const code = codeRow();
      await storage.commit([insertCode.with(code)]);
      await Promise.all(Array.from({ length: 20 }, () => storage.commit([countFailedVerifier.with({}, { hash: code.hash })])));
      expect((await codeOf(code.hash))?.failedVerifiers).to.equal(20);
    });

    it('revokes once: the first instant stays, and what is not there is no error', async () => {
      const family = familyRow();
      await storage.commit([insertFamily.with(family)]);
      for (const revokedAt of [now, now + 1]) await storage.commit([revokeFamily.with({ revokedAt }, { id: family.id })]);
      expect((await storage.first(findFamily.with({ id: family.id })))?.revokedAt).to.equal(now);
      await storage.commit([revokeAccessToken.with({ revokedAt: now }, { hash: freshHash() })]);
    });

    it('never takes a condition without its value for no condition', async () => {
      const hash = undefined as unknown as string;
      const error = await (async () => storage.first(findCode.with({ hash })))().catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(TypeError).and.have.property('message', 'select of authorizationCode: hash is undefined');
      expect(await refusal([removeClient.with({ clientId: hash })])).to.not.equal(undefined);
    });

    it('sweeps what has expired, never more than it may, and nothing that is alive', async () => {
      const rows = [1, 2, 3].map(n => familyRow({ expiresAt: n }));
      await storage.commit(rows.map(row => insertFamily.with(row)));
      const byExpiry = sweep('tokenFamily', 'id', { expiresAt: 'before' });
      expect(await storage.sweep(byExpiry.with({ expiresAt: 3 }), 1)).to.equal(1);
      expect(await storage.sweep(byExpiry.with({ expiresAt: 3 }), 10)).to.equal(1);
      expect(await storage.sweep(byExpiry.with({ expiresAt: 3 }), 10)).to.equal(0);
      const left = await Promise.all(rows.map(({ id }) => storage.first(findFamily.with({ id }))));
      expect(left).to.deep.equal([undefined, undefined, rows[2]]);
    });

    it('commits nothing for an empty unit', async () => {
      expect(await refusal([])).to.equal(undefined);
    });
  });
});
