import type { MigrationInterface, QueryRunner } from 'typeorm';
import { count, flag, instant, key, nullable, short, type TableShape, tableName, tableOf, text } from './table-shape';

/** The tables of the first release. Frozen: what changes later is a migration of its own. */
const tables: readonly TableShape[] = [
  {
    name: 'oauth_client',
    columns: {
      clientId: key(255),
      name: short(),
      description: text,
      owner: nullable(short()),
      logoUri: nullable(short(2048)),
      authMethod: short(64),
      secrets: text,
      redirectUris: text,
      grantTypes: text,
      scope: text,
      trusted: flag,
      tokens: text,
      protocol: text,
      metadata: text,
      createdAt: instant,
    },
  },
  { name: 'oauth_scope', columns: { name: key(255), description: text } },
  {
    name: 'oauth_authorization_code',
    columns: {
      hash: key(),
      clientId: short(),
      userId: short(),
      redirectUri: text,
      redirectUriSent: flag,
      scope: text,
      codeChallenge: nullable(short(64)),
      familyId: short(64),
      authentication: text,
      issuedAt: instant,
      expiresAt: instant,
      redeemedAt: nullable(instant),
      failedVerifiers: count,
      kept: text,
    },
    index: 'expiresAt',
  },
  {
    name: 'oauth_token_family',
    columns: {
      id: key(),
      clientId: short(),
      userId: short(),
      createdAt: instant,
      expiresAt: instant,
      revokedAt: nullable(instant),
      authentication: text,
    },
    index: 'expiresAt',
  },
  {
    name: 'oauth_access_token',
    columns: {
      hash: key(),
      clientId: short(),
      userId: nullable(short()),
      familyId: nullable(short(64)),
      tokenType: short(16),
      confirmation: nullable(text),
      scope: text,
      audience: text,
      claims: text,
      issuedAt: instant,
      expiresAt: instant,
      revokedAt: nullable(instant),
    },
    index: 'expiresAt',
  },
  {
    name: 'oauth_refresh_token',
    columns: {
      hash: key(),
      clientId: short(),
      userId: short(),
      familyId: short(64),
      scope: text,
      audience: text,
      issuedAt: instant,
      expiresAt: instant,
      rotatedAt: nullable(instant),
      successor: nullable(text),
      kept: text,
    },
    index: 'expiresAt',
  },
  {
    name: 'oauth_consent',
    columns: {
      id: key(),
      userId: short(),
      clientId: short(),
      scope: text,
      grantedAt: instant,
      expiresAt: nullable(instant),
    },
    index: 'userId',
  },
  {
    name: 'oauth_login_session',
    columns: { hash: key(), userId: short(), authTime: instant, expiresAt: instant },
    index: 'expiresAt',
  },
  {
    name: 'oauth_interaction',
    columns: {
      hash: key(),
      browserHash: short(64),
      clientId: short(),
      parameters: text,
      endpoint: text,
      createdAt: instant,
      expiresAt: instant,
      completedAt: nullable(instant),
      offered: nullable(short(64)),
      kept: text,
    },
    index: 'expiresAt',
  },
  {
    name: 'oauth_pushed_request',
    columns: {
      hash: key(),
      clientId: short(),
      parameters: text,
      issuedAt: instant,
      usableUntil: instant,
      expiresAt: instant,
      spentAt: nullable(instant),
    },
    index: 'expiresAt',
  },
  {
    name: 'oauth_signing_key',
    columns: {
      id: key(),
      kid: short(64),
      algorithm: short(16),
      publicJwk: text,
      sealed: text,
      createdAt: instant,
      signsFrom: instant,
      longestLifetime: count,
    },
  },
  { name: 'oauth_replay', columns: { key: key(), expiresAt: instant }, index: 'expiresAt' },
  { name: 'oauth_lease', columns: { name: key(), holder: short(64), expiresAt: instant } },
];

export class CreateOAuthTables1763683200000 implements MigrationInterface {
  name = 'CreateOAuthTables1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(tableOf(runner, table), true);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { name } of tables) await runner.dropTable(tableName(runner, name), true);
  }
}
