import type { DataSource } from 'typeorm';

/** In milliseconds: what an access token and a refresh token live. */
const lifetimes = { oauth_access_token: 10 * 60 * 1000, oauth_refresh_token: 30 * 24 * 60 * 60 * 1000 };

/**
 * Rows that expired long ago, made inside of the database: half of them access tokens, half refresh tokens. One was issued each
 * millisecond, and their keys and families begin with it, as those of the library do.
 */
export async function insertExpired(dataSource: DataSource, count: number): Promise<void> {
  const half = Math.floor(count / 2);
  const isPostgres = dataSource.options.type === 'postgres';
  const random = isPostgres ? "md5(n::text) || md5('x' || n)" : 'lower(hex(randomblob(32)))';
  const expired = Date.now() - 7 * 24 * 60 * 60 * 1000;
  const numbers = isPostgres
    ? `generate_series(1, ${half}) AS numbers(n)`
    : `(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${half}) SELECT n FROM c)`;
  for (const [table, lifetime] of Object.entries(lifetimes)) {
    const refresh = table === 'oauth_refresh_token';
    const issuedAt = `(${expired - half - lifetime} + n)`;
    const values: Record<string, string> = {
      ...{ hash: `${stampOf(issuedAt)} || substr(${random}, 10)`, clientId: "'app'", userId: "'ada'" },
      ...{ familyId: `${stampOf(issuedAt)} || substr(${random}, 1, 22)`, scope: "'photos:read'", audience: "'[]'" },
      ...(refresh ? {} : { claims: "'{}'" }),
      ...{ issuedAt, expiresAt: `${issuedAt} + ${lifetime}` },
    };
    const columns = Object.keys(values).map(name => `"${name}"`);
    const required = await requiredColumns(dataSource, table, Object.keys(values));
    const all = [...columns, ...required.map(name => `"${name}"`)].join(', ');
    const given = [...Object.values(values), ...required.map(() => "''")].join(', ');
    await dataSource.query(`INSERT INTO ${table} (${all}) SELECT ${given} FROM ${numbers}`);
  }
  await dataSource.query('ANALYZE');
}

/** An instant as nine digits in base 36, in the SQL of either database. */
function stampOf(instant: string): string {
  const digits = Array.from({ length: 9 }, (_none, place) => `CAST(${instant} / ${36 ** (8 - place)} % 36 AS integer)`);
  return digits.map(digit => `substr('0123456789abcdefghijklmnopqrstuvwxyz', ${digit} + 1, 1)`).join(' || ');
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
