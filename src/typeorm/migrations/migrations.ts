import { CreateOAuthTables1763683200000 } from './create-tables';

/** For your own DataSource: `migrations: [...oauthMigrations, …]`. */
export const oauthMigrations: (new () => object)[] = [CreateOAuthTables1763683200000];
