import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { randomValue, sha256 } from '../core/crypto';
import { datedId } from '../core/dated-value';
import type { TokenFamilyRow } from '../core/model';
import { findLease, insertLease, keepLease, takeLease } from '../core/statements/cleanup';
import { allScopes, findClient, insertClient, insertScope, removeClient, replaceSecrets } from '../core/statements/clients';
import { endSession, findSession, insertSession } from '../core/statements/interactions';
import { spendOnce } from '../core/statements/replay';
import { allSigningKeys, insertSigningKey, lengthenLifetime, removeSigningKey } from '../core/statements/signing-keys';
import { findFamily, insertFamily } from '../core/statements/tokens';
import { UnitRefused } from '../core/storage';
import { type ContractCase, client, now, refuses } from './contract-case';

/** A key that no other run has used. */
const fresh = (): string => sha256(randomValue());

const family = (): TokenFamilyRow => ({
  ...{ id: datedId(now), clientId: 'client', userId: 'user', createdAt: now, expiresAt: now + 60_000 },
  ...{ revokedAt: null, authentication: {} },
});

const session = (hash: string) => insertSession.with({ hash, userId: 'user', authTime: now, expiresAt: now + 60_000 });

/** Rows that only one may write, that go away, and that change only where their conditions hold. */
export const conditionCases: readonly ContractCase[] = [
  {
    title: 'lets one of 50 parallel units write what may be written once, and refuses the others with all that is in them',
    async run(storage) {
      const spend = spendOnce.with({ key: fresh(), expiresAt: now + 60_000 });
      const families = Array.from({ length: 25 }, family);
      const units = families.flatMap(one => [[spend], [insertFamily.with(one), spend]]);
      const results = await Promise.allSettled(units.map(unit => storage.commit(unit)));
      const reasons = results.flatMap(one => (one.status === 'rejected' ? [one.reason] : []));
      deepStrictEqual([reasons.length, reasons.every(reason => reason instanceof UnitRefused)], [49, true]);
      for (const [index, { id }] of families.entries()) {
        const found = (await storage.first(findFamily.with({ id }))) !== undefined;
        strictEqual(found, results[2 * index + 1]?.status === 'fulfilled');
      }
    },
  },
  {
    title: 'finds no row that was taken away, and any other as before',
    async run(storage) {
      const [ended, kept, clientId] = [fresh(), fresh(), fresh()];
      await storage.commit([session(ended), session(kept), insertClient.with(client(clientId))]);
      strictEqual((await storage.first(findClient.with({ clientId })))?.clientId, clientId);
      await storage.commit([endSession.with({ hash: ended }), removeClient.with({ clientId })]);
      strictEqual(await storage.first(findSession.with({ hash: ended })), undefined);
      strictEqual(await storage.first(findClient.with({ clientId })), undefined);
      strictEqual((await storage.first(findSession.with({ hash: kept })))?.hash, kept);
    },
  },
  {
    title: 'changes secrets only where they are those that were read',
    async run(storage) {
      const clientId = fresh();
      const read = client(clientId, {
        authMethod: 'client_secret_basic',
        secrets: [{ hash: fresh(), expiresAt: null }],
        protocol: { sealed_secret: 'ä' },
      });
      const [first, second] = [[{ hash: fresh(), expiresAt: now }], [{ hash: fresh(), expiresAt: null }]];
      await storage.commit([insertClient.with(read)]);
      await storage.commit([replaceSecrets.with({ secrets: first, protocol: {} }, read)]);
      await refuses(storage, [replaceSecrets.with({ secrets: second, protocol: {} }, read)]);
      deepStrictEqual((await storage.first(findClient.with({ clientId })))?.secrets, first);
    },
  },
  {
    title: 'gives a task to another holder once its time is over, and not before',
    async run(storage) {
      const name = fresh();
      const expiresAt = now + 60_000;
      const take = (at: number) => [takeLease.with({ holder: 'second', expiresAt: at + 60_000 }, { name, expiresAt: at })];
      await storage.commit([insertLease.with({ name, holder: 'first', expiresAt })]);
      await refuses(storage, take(expiresAt));
      await storage.commit([keepLease.with({ expiresAt }, { name, holder: 'first' })]);
      await storage.commit(take(expiresAt + 1));
      await refuses(storage, [keepLease.with({ expiresAt }, { name, holder: 'first' })]);
      strictEqual((await storage.first(findLease.with({ name })))?.holder, 'second');
    },
  },
  {
    title: 'makes a number larger, and leaves one that is larger already',
    async run(storage) {
      const id = fresh();
      const key = { id, kid: id, algorithm: 'ES256', publicJwk: { kty: 'EC' }, sealed: '', createdAt: now, signsFrom: now };
      const longest = async (longestLifetime: number): Promise<number | undefined> => {
        await storage.commit([lengthenLifetime.with({ longestLifetime }, { id, longestLifetime })]);
        return (await storage.all(allSigningKeys.with({}))).find(one => one.id === id)?.longestLifetime;
      };
      await storage.commit([insertSigningKey.with({ ...key, longestLifetime: 60 })]);
      deepStrictEqual([await longest(600), await longest(100)], [600, 600]);
      await storage.commit([removeSigningKey.with({ id })]);
      strictEqual(await longest(600), undefined);
    },
  },
  {
    title: 'reads every row where all are asked for',
    async run(storage) {
      const scopes = ['ä', ''].map(description => ({ name: fresh(), description }));
      await storage.commit(scopes.map(scope => insertScope.with(scope)));
      const read = await storage.all(allScopes.with({}));
      for (const { name, description } of scopes) strictEqual(read.find(one => one.name === name)?.description, description);
    },
  },
];
