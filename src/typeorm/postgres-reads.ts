import type { DataSource, QueryRunner } from 'typeorm';
import { sha256 } from '../core/crypto';
import type { Found } from './compile';
import { isWatched, postgresClient } from './postgres-client';

/** Reads rows on a connection. */
export type Find = (runner: QueryRunner, sql: string, parameters: readonly unknown[]) => Promise<readonly Found[]>;

/**
 * What PostgreSQL says where a name and a statement no longer belong together: there is none of this name, there is another one, or the
 * table has changed since. A pooler that hands on connections between transactions brings it about.
 */
const lostNames: ReadonlySet<unknown> = new Set(['26000', '42P05', '0A000']);

export function findFor(dataSource: DataSource): Find {
  if (dataSource.options.type !== 'postgres') return find;
  const prepared = preparedFind();
  return (runner, sql, parameters) => (isWatched(dataSource) ? find : prepared)(runner, sql, parameters);
}

const find: Find = (runner, sql, parameters) => runner.query(sql, [...parameters]);

/**
 * Parsing and planning are most of what a read by its key costs PostgreSQL. The first name that is lost ends it: who does not keep names
 * would lose the next one too, and each costs an answer.
 */
function preparedFind(): Find {
  const names = new Map<string, string>();
  let prepares = true;
  return async (runner, sql, parameters) => {
    const client = prepares && postgresClient(await runner.connect());
    if (!client) return find(runner, sql, parameters);
    try {
      const { rows } = await client.query({ name: nameOf(sql, names), text: sql, values: parameters });
      return rows;
    } catch (error) {
      if (!lostNames.has((error as { code?: unknown }).code)) throw error;
      prepares = false;
      return find(runner, sql, parameters);
    }
  };
}

/** One name is one text, whoever else prepares statements on the same connection of a pooler. */
function nameOf(sql: string, names: Map<string, string>): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `oauth_${sha256(sql).slice(0, 32)}`;
  names.set(sql, name);
  return name;
}
