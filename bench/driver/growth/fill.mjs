import { root } from '../../peers/common/root.mjs';

const { datedId, datedValue, tokenHash } = root('./dist/src/core/dated-value.js');

/** Rows a statement, so that one transaction does not hold them all. */
const batch = 100_000;
const cacheKilobytes = 2_000_000;

/**
 * One token is issued in so many milliseconds, and the first a day ago: then 10^7 rows are all still there, because a row stays for a
 * day after it has expired.
 */
const [interval, day] = [8, 86_400_000];

const tokenTables = ['oauth_access_token', 'oauth_refresh_token', 'oauth_token_family'];

/**
 * Fills the tables of tokens up to a number of rows each, with copies of a row that the library has written itself. Their keys begin
 * with when they were issued, one after the other, as in life, so that the indices are as full as they would be. The tokens of
 * services, which are going to be presented, are spread among them.
 * @returns those tokens
 */
export function fillTokens(file, count) {
  return withDatabase(file, database => {
    for (const table of tokenTables) copyRows(database, table, count, 'WHERE userId IS NOT NULL', valueOfToken);
    // No client owns tokens that are older than itself.
    database.exec('UPDATE oauth_client SET createdAt = 0');
    return spreadTokens(database, count);
  });
}

/** Registers clients `client-0`, `client-1` … with the secret of another. */
export function fillClients(file, like, count) {
  withDatabase(file, database => {
    // A number is bound as a float.
    const clientId = "'client-' || cast(i - 1 + @before AS integer)";
    copyRows(database, 'oauth_client', count, `WHERE clientId = '${like}'`, name => (name === 'clientId' ? clientId : name));
  });
}

/** Columns that are different in each row: keys of 64 and of 31 characters that begin with a date, and instants. */
function valueOfToken(name, names) {
  const born = names.includes('issuedAt') ? 'issuedAt' : 'createdAt';
  const instant = `${born} - ${day} + (cast(@last AS integer) + i) * ${interval}`;
  if (name === 'hash') return `stamp(${instant}) || substr(lower(hex(randomblob(28))), 1, 55)`;
  if (name === 'id' || name === 'familyId') return `stamp(${instant}) || substr(lower(hex(randomblob(28))), 1, 22)`;
  if (name === born) return instant;
  return name === 'expiresAt' ? `expiresAt - ${born} + ${instant}` : name;
}

function copyRows(database, table, count, where, expression) {
  const names = database.pragma(`table_info(${table})`).map(({ name }) => name);
  const quoted = names.map(name => `"${name}"`).join(', ');
  const fill = database.prepare(`
    WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < @rows),
      template AS (SELECT * FROM ${table} ${where} ORDER BY rowid LIMIT 1)
    INSERT INTO ${table} (${quoted}) SELECT ${names.map(name => expression(name, names)).join(', ')} FROM number, template`);
  const one = sql => database.prepare(sql).pluck().get();
  for (let before = one(`SELECT count(*) FROM ${table}`); before < count; ) {
    const last = one(`SELECT max(rowid) FROM ${table}`);
    const { changes } = fill.run({ rows: Math.min(batch, count - before), before, last });
    if (changes === 0) throw new Error(`${table} has no row to copy.`);
    before += changes;
  }
}

/**
 * Puts what was issued first to places that lie evenly in the table, and gives it another value each time, with the date of its place:
 * so it lies evenly in the index too.
 */
function spreadTokens(database, count) {
  const table = 'oauth_access_token';
  const known = database.prepare(`SELECT rowid FROM ${table} WHERE familyId IS NULL`).pluck().all();
  const start = database.prepare(`SELECT issuedAt FROM ${table} ORDER BY rowid LIMIT 1`).pluck().get() - day;
  const [move, clear, put] = [
    `UPDATE ${table} SET rowid = ? WHERE rowid = ?`,
    `DELETE FROM ${table} WHERE rowid = ?`,
    `UPDATE ${table} SET rowid = ?, hash = ?, issuedAt = ? WHERE rowid = ?`,
  ].map(sql => database.prepare(sql));
  return database.transaction(() => {
    for (const [index, rowid] of known.entries()) move.run(-1 - index, rowid);
    return known.map((_row, index) => {
      const place = 1 + Math.floor(((index + 0.5) * count) / known.length);
      const issuedAt = start + place * interval;
      const token = datedValue('oat', issuedAt, 32);
      clear.run(place);
      put.run(place, tokenHash(token), issuedAt, -1 - index);
      return token;
    });
  })();
}

function withDatabase(file, work) {
  // Else it would be defended against doing without a journal.
  const database = new (root('better-sqlite3'))(file).unsafeMode();
  try {
    // Whatever a crash would leave behind here is thrown away anyway.
    for (const pragma of [
      'journal_mode = OFF',
      'synchronous = OFF',
      'locking_mode = EXCLUSIVE',
      `cache_size = -${cacheKilobytes}`,
    ])
      database.pragma(pragma);
    database.function('stamp', instant => datedId(instant).slice(0, 9));
    return work(database);
  } finally {
    database.close();
  }
}
