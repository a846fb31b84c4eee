import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { randomValue, sha256 } from '../core/crypto';
import { datedId, datedValue, tokenHash } from '../core/dated-value';
import type { AccessTokenRow, AuthorizationCodeRow, TokenFamilyRow } from '../core/model';
import { sweeps } from '../core/statements/cleanup';
import { clientPage, clientsOnPage, insertClient } from '../core/statements/clients';
import { countFailedVerifier, findCode, insertCode, maxFailedVerifiers, redeemCode } from '../core/statements/codes';
import { findAccessToken, findFamily, insertAccessToken, insertFamily, revokeFamily } from '../core/statements/tokens';
import { conditionCases } from './condition-cases';
import { type ContractCase, client, now, refuses } from './contract-case';

export type { ContractCase } from './contract-case';

function code(changes: Partial<AuthorizationCodeRow> = {}): AuthorizationCodeRow {
  return {
    hash: tokenHash(datedValue('token', now, 32)),
    clientId: 'client',
    userId: 'user',
    redirectUri: 'https://app.example/cb?ä=1',
    redirectUriSent: true,
    scope: 'photos:read photos:write',
    codeChallenge: null,
    familyId: datedId(now),
    authentication: { auth_time: now / 1000, acr: 'ä' },
    issuedAt: now,
    expiresAt: now + 60_000,
    redeemedAt: null,
    failedVerifiers: 0,
    kept: { resource: ['https://api.example/ä'] },
    ...changes,
  };
}

function family(changes: Partial<TokenFamilyRow> = {}): TokenFamilyRow {
  return {
    id: datedId(now),
    clientId: 'client',
    userId: 'user',
    createdAt: now,
    expiresAt: now + 60_000,
    revokedAt: null,
    authentication: {},
    ...changes,
  };
}

function accessToken(changes: Partial<AccessTokenRow> = {}): AccessTokenRow {
  return {
    hash: tokenHash(datedValue('token', now, 32)),
    clientId: 'client',
    userId: null,
    familyId: null,
    tokenType: 'mac',
    confirmation: 'sealed',
    scope: 'photos:read',
    audience: ['https://photos.example'],
    claims: { tenant: 'ä', nested: { list: [1, 'two', null] } },
    issuedAt: now,
    expiresAt: now + 60_000,
    revokedAt: null,
    ...changes,
  };
}

const redeem = (row: AuthorizationCodeRow, at = now) =>
  redeemCode.with({ redeemedAt: at }, { hash: row.hash, expiresAt: at, failedVerifiers: maxFailedVerifiers - 1 });

/**
 * What every storage has to do, as cases for any test runner:
 * `for (const { title, run } of storageContract) it(title, () => run(storage))`.
 */
export const storageContract: readonly ContractCase[] = [
  {
    title: 'gives a row back as it was written: texts, flags, instants, lists, objects and nothing',
    async run(storage) {
      const token = accessToken();
      const written = code({ codeChallenge: 'x'.repeat(43), redirectUriSent: false });
      await storage.commit([insertAccessToken.with(token), insertCode.with(written)]);
      deepStrictEqual({ ...(await storage.first(findAccessToken.with({ hash: token.hash }))) }, token);
      deepStrictEqual({ ...(await storage.first(findCode.with({ hash: written.hash }))) }, written);
    },
  },
  {
    title: 'finds nothing for an unknown key',
    async run(storage) {
      strictEqual(await storage.first(findCode.with({ hash: sha256(randomValue()) })), undefined);
    },
  },
  {
    title: 'lets one of 50 parallel units spend a code, and keeps the writes of that one only',
    async run(storage) {
      const spent = code();
      await storage.commit([insertCode.with(spent)]);
      const tokens = Array.from({ length: 50 }, () => accessToken());
      const units = tokens.map(token => storage.commit([redeem(spent), insertAccessToken.with(token)]));
      const results = await Promise.allSettled(units);
      strictEqual(results.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const [index, { hash }] of tokens.entries()) {
        const found = (await storage.first(findAccessToken.with({ hash }))) !== undefined;
        strictEqual(found, results[index]?.status === 'fulfilled');
      }
    },
  },
  {
    title: 'writes nothing of a unit whose last write is refused',
    async run(storage) {
      const born = family();
      const dead = code({ expiresAt: now });
      await storage.commit([insertCode.with(dead)]);
      await refuses(storage, [insertFamily.with(born), redeem(dead)]);
      strictEqual(await storage.first(findFamily.with({ id: born.id })), undefined);
    },
  },
  {
    title: 'writes nothing of a unit that inserts the same key twice',
    async run(storage) {
      const token = accessToken();
      const born = family();
      await rejects(storage.commit([insertFamily.with(born), insertAccessToken.with(token), insertAccessToken.with(token)]));
      strictEqual(await storage.first(findFamily.with({ id: born.id })), undefined);
      strictEqual(await storage.first(findAccessToken.with({ hash: token.hash })), undefined);
    },
  },
  {
    title: 'does not let the failure of a unit touch the units beside it',
    async run(storage) {
      const dead = code({ expiresAt: now });
      await storage.commit([insertCode.with(dead)]);
      const good = [family(), family()] as const;
      const [first, refused, second] = await Promise.allSettled([
        storage.commit([insertFamily.with(good[0])]),
        storage.commit([redeem(dead)]),
        storage.commit([insertFamily.with(good[1])]),
      ]);
      deepStrictEqual([first.status, refused.status, second.status], ['fulfilled', 'rejected', 'fulfilled']);
      for (const { id } of good) strictEqual((await storage.first(findFamily.with({ id })))?.id, id);
    },
  },
  {
    title: 'compares instants to the millisecond',
    async run(storage) {
      const row = code({ expiresAt: now + 1 });
      await storage.commit([insertCode.with(row)]);
      await refuses(storage, [redeem(row, now + 1)]);
      await storage.commit([redeem(row, now)]);
    },
  },
  {
    title: 'counts up under parallel updates',
    async run(storage) {
      const row = code();
      await storage.commit([insertCode.with(row)]);
      await Promise.all(Array.from({ length: 10 }, () => storage.commit([countFailedVerifier.with({}, { hash: row.hash })])));
      strictEqual((await storage.first(findCode.with({ hash: row.hash })))?.failedVerifiers, 10);
      await refuses(storage, [redeem(row)]);
    },
  },
  {
    title: 'reads a page in the order of its key, and no more rows than the page has',
    async run(storage) {
      // Digits sort alike in every collation.
      const prefix = String(10 ** 12 + randomInt(10 ** 12));
      const ids = Array.from({ length: clientsOnPage + 5 }, (_one, index) => prefix + String(index).padStart(3, '0'));
      await storage.commit(ids.toReversed().map(clientId => insertClient.with(client(clientId))));
      const read = await storage.all(clientPage.with({ clientId: ids[1] ?? '' }));
      deepStrictEqual(
        read.map(row => row.clientId),
        ids.slice(2, clientsOnPage + 3),
      );
    },
  },
  {
    title: 'is content when a write that may touch any number of rows touches none',
    async run(storage) {
      await storage.commit([revokeFamily.with({ revokedAt: now }, { id: randomValue() })]);
    },
  },
  {
    title: 'sweeps what has expired, at most so many rows at a time, and nothing else',
    async run(storage) {
      const before = Date.UTC(1990, 0, 1);
      const old = Array.from({ length: 5 }, () => accessToken({ expiresAt: before - 1 }));
      const kept = accessToken({ expiresAt: before });
      await storage.commit([...old, kept].map(row => insertAccessToken.with(row)));
      const [sweep] = sweeps;
      strictEqual(await storage.sweep(sweep.with({ expiresAt: before }), 3), 3);
      strictEqual(await storage.sweep(sweep.with({ expiresAt: before }), 3), 2);
      strictEqual(await storage.sweep(sweep.with({ expiresAt: before }), 3), 0);
      strictEqual((await storage.first(findAccessToken.with({ hash: kept.hash })))?.hash, kept.hash);
    },
  },
  ...conditionCases,
];
