import type { OAuthOptions } from 'oauth-controllers';

const url = 'postgres://postgres@127.0.0.1:5432/test';

/** What OAUTH_DATABASE names: a postgres:// or mysql:// URL, or a file. Without it PostgreSQL on this machine. */
export function databaseOption(named = process.env.OAUTH_DATABASE): OAuthOptions['database'] {
  // Tables with a prefix get along with whatever else is in the database.
  return named ?? { type: 'postgres', url, entityPrefix: 'cluster_', connectTimeoutMS: 2000 };
}

export const databaseName = (): string => process.env.OAUTH_DATABASE ?? url;
