import type { Driver, EntityMetadata } from 'typeorm';
import { instantTransformer } from './entities/columns';

type ColumnMetadata = EntityMetadata['columns'][number];

/** Undefined: a value is the same on both sides. */
export type Conversion = ((value: unknown) => unknown) | undefined;

/** Every supported driver leaves them as they are, in both directions. */
const plainTypes: ReadonlySet<unknown> = new Set(['varchar', 'text', 'integer']);

/**
 * What a driver gives into what a row holds. It says of the library's own column types what the driver would say, decided once
 * for each column instead of anew for each value; any other column, and one that the application has declared anew, is the
 * driver's.
 */
export function hydration(driver: Driver, column: ColumnMetadata): Conversion {
  if (column.transformer === instantTransformer && column.type === 'bigint') return instant;
  if (column.transformer === undefined) {
    if (plainTypes.has(column.type)) return undefined;
    if (column.type === 'simple-json') return parsed;
    if (column.type === 'boolean') return driver.options.type === 'postgres' ? undefined : flag;
  }
  return value => driver.prepareHydratedValue(value, column);
}

/** What a row holds into what a driver takes. */
export function persistence(driver: Driver, column: ColumnMetadata): Conversion {
  if (column.transformer === instantTransformer && column.type === 'bigint') return undefined;
  if (column.transformer === undefined) {
    if (plainTypes.has(column.type)) return undefined;
    if (column.type === 'simple-json') return written;
  }
  return value => driver.preparePersistentValue(value, column);
}

const instant = (value: unknown): unknown => (typeof value === 'number' ? value : instantTransformer.from(value));

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  // What most columns hold; the parser takes ten times as long over it.
  if (value === '[]') return [];
  return value === '{}' ? {} : JSON.parse(value);
}

const written = (value: unknown): unknown => (value === null ? null : JSON.stringify(value));

const flag = (value: unknown): unknown => (value === null || value === undefined ? value : Boolean(value));
