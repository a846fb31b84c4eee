import type { DataSource } from 'typeorm';

/** Rows that expired long ago, made inside of the database: half of them access tokens, half refresh tokens. */
export async function insertExpired(dataSource: DataSource, count: number): Promise<void> {
  const half = Math.floor(count / 2);
  const isPostgres = dataSource.options.type === 'postgres';
  const hash = isPostgres ? "md5(n::text) || md5('x' || n)" : 'lower(hex(randomblob(32)))';
  const expired = Date.now() - 7 * 24 * 60 * 60 * 1000;
  const numbers = isPostgres
    ? `generate_series(1, ${half}) AS numbers(n)`
    : `(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${half}) SELECT n FROM c)`;
  for (const table of ['oauth_access_token', 'oauth_refresh_token']) {
    const refresh = table === 'oauth_refresh_token';
    const values: Record<string, string> = {
      ...{ hash, clientId: "'app'", userId: "'ada'", familyId: hash, scope: "'photos:read'", audience: "'[]'" },
      ...(refresh ? {} : { claims: "'{}'" }),
      ...{ issuedAt: `${expired - 1000}`, expiresAt: `${expired - half} + n` },
    };
    const columns = Object.keys(values).map(name => `"${name}"`);
    const required = await requiredColumns(dataSource, table, Object.keys(values));
    const all = [...columns, ...required.map(name => `"${name}"`)].join(', ');
    const given = [...Object.values(values), ...required.map(() => "''")].join(', ');
    await dataSource.query(`INSERT INTO ${table} (${all}) SELECT ${given} FROM ${numbers}`);
  }
  await dataSource.query('ANALYZE');
}

/** Columns that a later version of the library has added and that take no null. */
async function requiredColumns(dataSource: DataSource, table: string, known: readonly string[]): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    const columns = (await runner.getTable(table))?.columns ?? [];
    return columns
      .filter(({ name, isNullable, default: value }) => !isNullable && value === undefined && !known.includes(name))
      .map(({ name }) => name);
  } finally {
    await runner.release();
  }
}
