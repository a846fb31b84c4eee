import { CreateOAuthTables1763683200000 } from './create-tables';

/**
 * For your own DataSource: `migrations: [...oauthMigrations, …]`.
 *
 * Each has to bear that it is run twice, or by two processes at once. MySQL and MariaDB commit each CREATE and ALTER by itself, so
 * what a process that lost the race has done stays; and an application that begins to have migrations of its own gets another table
 * of migrations, in which ours are not recorded.
 */
export const oauthMigrations: (new () => object)[] = [CreateOAuthTables1763683200000];
