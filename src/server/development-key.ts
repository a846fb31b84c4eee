import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { randomValue } from '../core/crypto';
import type { AuthorizationServerOptions } from './options';

/**
 * Where the key of development lies: beside the file of the database, or in the working directory for a database behind a
 * network, so that it outlives a restart and all processes of a machine have the same. A database in memory needs no file.
 */
export function developmentKeyFile({ database = 'oauth.sqlite', storage }: AuthorizationServerOptions): string | undefined {
  const beside = storage ? undefined : sqliteFile(database);
  if (beside === ':memory:' || beside === '') return undefined;
  return resolve(beside === undefined ? 'oauth.key' : `${beside}.key`);
}

function sqliteFile(database: NonNullable<AuthorizationServerOptions['database']>): string | undefined {
  if (typeof database === 'string') return database.includes('://') ? undefined : database;
  const options = 'isInitialized' in database ? database.options : database;
  return options.type === 'better-sqlite3' ? options.database : undefined;
}

/**
 * The key in the file, which is made when it is not there; of several processes that make it, one wins.
 * @throws TypeError when it can neither be read nor made
 */
export function developmentKey(file: string): string {
  return keptDevelopmentKey(file) ?? make(file);
}

/** @throws TypeError when it is there and cannot be read */
export function keptDevelopmentKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(file, error);
  }
}

function make(file: string): string {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const key = randomValue();
  try {
    writeFileSync(draft, `${key}\n`, { flag: 'wx', mode: 0o600 });
    // A link is there with its whole text or not at all, and never in place of another.
    linkSync(draft, file);
    return key;
  } catch (error) {
    const other = (error as NodeJS.ErrnoException).code === 'EEXIST' ? keptDevelopmentKey(file) : undefined;
    if (other !== undefined) return other;
    throw unusable(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function unusable(file: string, cause: unknown): TypeError {
  return new TypeError(`The key of development cannot be kept in ${file}; give one with keys: { encryptWith }.`, { cause });
}
