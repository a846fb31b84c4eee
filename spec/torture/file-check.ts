import BetterSqlite3 from 'better-sqlite3';

/** Each finds what no unit that is kept as a whole, or not at all, can have left. */
const halfStates: Readonly<Record<string, string>> = {
  'a refresh token has no family': `
    SELECT 1 FROM oauth_refresh_token t LEFT JOIN oauth_token_family f ON f.id = t.familyId WHERE f.id IS NULL`,
  'an access token has no family': `
    SELECT 1 FROM oauth_access_token t LEFT JOIN oauth_token_family f ON f.id = t.familyId
    WHERE t.familyId IS NOT NULL AND f.id IS NULL`,
  'a code is redeemed and nothing came of it, or the reverse': `
    SELECT 1 FROM oauth_authorization_code c LEFT JOIN oauth_token_family f ON f.id = c.familyId
    WHERE (c.redeemedAt IS NULL) <> (f.id IS NULL)`,
  'a family came of no code': `
    SELECT 1 FROM oauth_token_family f LEFT JOIN oauth_authorization_code c ON c.familyId = f.id WHERE c.hash IS NULL`,
  'a family has not exactly one refresh token that can be used': `
    SELECT 1 FROM oauth_token_family f LEFT JOIN oauth_refresh_token t ON t.familyId = f.id AND t.rotatedAt IS NULL
    GROUP BY f.id HAVING COUNT(t.hash) <> 1`,
  'a family has not an access token for each refresh token': `
    SELECT 1 FROM oauth_token_family f
    WHERE (SELECT COUNT(*) FROM oauth_access_token a WHERE a.familyId = f.id)
       <> (SELECT COUNT(*) FROM oauth_refresh_token r WHERE r.familyId = f.id)`,
  'a refresh token is rotated and keeps no successor': `
    SELECT 1 FROM oauth_refresh_token WHERE (rotatedAt IS NULL) <> (successor IS NULL)`,
};

/** Looks into the file beside the running server. */
export function problemsOfFile(file: string): string[] {
  const database = new BetterSqlite3(file, { readonly: true });
  try {
    const integrity = database.pragma('integrity_check', { simple: true });
    const found = Object.entries(halfStates).flatMap(([sentence, sql]) => {
      const count = database.prepare(sql).all().length;
      return count === 0 ? [] : [`${sentence} (${count} times)`];
    });
    return integrity === 'ok' ? found : [`integrity_check: ${integrity}`, ...found];
  } finally {
    database.close();
  }
}
