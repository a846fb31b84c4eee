import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import type { TestApplication } from './application';

/** The tables by the names of their entities: `AccessToken`, `AuthorizationCode` … */
function tables({ server }: TestApplication): Map<string, string> {
  return new Map(server.dataSource.entityMetadatas.map(({ name, tablePath }) => [name, tablePath]));
}

export function tableOf(app: TestApplication, entity: RegExp): string {
  const [found] = [...tables(app)].filter(([name]) => entity.test(name));
  if (!found) throw new Error(`There is no entity like ${entity} among ${[...tables(app).keys()].join(', ')}.`);
  return found[1];
}

/** Every row of every table, as text. Equal texts: nothing was written in between. */
export async function dump(app: TestApplication): Promise<string> {
  const parts: string[] = [];
  for (const [name, path] of tables(app)) {
    const rows: unknown = await app.server.dataSource.query(`SELECT * FROM "${path}"`);
    parts.push(`${name}: ${inspect(rows, { depth: 6, maxArrayLength: null, maxStringLength: null })}`);
  }
  return parts.join('\n');
}

/** The same as bytes: what stands in the file of the database and in its log. */
export function fileDump(file: string): string {
  return ['', '-wal'].map(suffix => readFileSync(file + suffix, 'latin1')).join('\n');
}

/** While `work` runs, every insert into this table fails inside the database. */
export async function failingInserts<T>(app: TestApplication, entity: RegExp, work: () => Promise<T>): Promise<T> {
  const query = (sql: string): Promise<unknown> => app.server.dataSource.query(sql);
  await query(
    `CREATE TRIGGER broken BEFORE INSERT ON "${tableOf(app, entity)}" BEGIN SELECT RAISE(ABORT, 'sqlite: the innermost text'); END`,
  );
  try {
    return await work();
  } finally {
    await query('DROP TRIGGER broken');
  }
}
