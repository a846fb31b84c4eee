import { root } from '../../peers/common/root.mjs';

/** Rows a statement, so that one transaction does not hold them all. */
const batch = 100_000;
const cacheKilobytes = 2_000_000;

/** Columns that are different in each row. The library stores such values as 64 hexadecimal characters. */
const random = ['hash', 'id', 'familyId'];
const tokenTables = ['oauth_access_token', 'oauth_refresh_token', 'oauth_token_family'];

/**
 * Fills the tables of tokens up to a number of rows each, with copies of a row that the library has written itself. Their keys are
 * random as in life, so that the indices are as full as they would be. The tokens of services, which are going to be presented, are
 * spread among them.
 */
export function fillTokens(file, count) {
  withDatabase(file, database => {
    for (const table of tokenTables) copyRows(database, table, count, 'WHERE userId IS NOT NULL', valueOfToken);
    spreadTokens(database, count);
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

function valueOfToken(name) {
  if (random.includes(name)) return 'lower(hex(randomblob(32)))';
  return name === 'expiresAt' ? 'expiresAt + abs(random() % 3600000)' : name;
}

function copyRows(database, table, count, where, expression) {
  const names = database.pragma(`table_info(${table})`).map(({ name }) => name);
  const quoted = names.map(name => `"${name}"`).join(', ');
  const fill = database.prepare(`
    WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < @rows),
      template AS (SELECT * FROM ${table} ${where} LIMIT 1)
    INSERT INTO ${table} (${quoted}) SELECT ${names.map(expression).join(', ')} FROM number, template`);
  const rowsOf = () => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
  for (let before = rowsOf(); before < count; ) {
    const { changes } = fill.run({ rows: Math.min(batch, count - before), ...(table === 'oauth_client' ? { before } : {}) });
    if (changes === 0) throw new Error(`${table} has no row to copy.`);
    before += changes;
  }
}

/** Puts what was issued first to places that lie evenly in the table. */
function spreadTokens(database, count) {
  const table = 'oauth_access_token';
  const known = database.prepare(`SELECT rowid FROM ${table} WHERE familyId IS NULL`).pluck().all();
  const [move, clear] = [`UPDATE ${table} SET rowid = ? WHERE rowid = ?`, `DELETE FROM ${table} WHERE rowid = ?`].map(sql =>
    database.prepare(sql),
  );
  database.transaction(() => {
    for (const [index, rowid] of known.entries()) move.run(-1 - index, rowid);
    for (const index of known.keys()) {
      const place = 1 + Math.floor(((index + 0.5) * count) / known.length);
      clear.run(place);
      move.run(place, -1 - index);
    }
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
    work(database);
  } finally {
    database.close();
  }
}
