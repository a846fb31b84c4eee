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
    if (readings.has(column.type)) return readings.get(column.type);
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

/** What a row holds, as a condition on what was read before. */
export function comparison(driver: Driver, column: ColumnMetadata): Conversion {
  const convert = persistence(driver, column);
  return convert === written ? asRead : convert;
}

/** better-sqlite3 may be set to give big integers. */
const whole = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

const instant = (value: unknown): unknown => (typeof value === 'number' ? value : instantTransformer.from(value));

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  // What most columns hold; the parser takes ten times as long over it.
  if (value === '[]') return [];
  if (value === '{}') return {};
  const document: unknown = JSON.parse(value);
  if (unlikeOurs.test(value) && typeof document === 'object' && document !== null && written(document) !== value)
    texts.set(document, value);
  return document;
}

/** What another program may have written: blanks around values, and characters as escapes. */
const unlikeOurs = /[\s\\]/;
/** Texts of other programs by what was read from them: a condition compares texts, and would never hold otherwise. */
const texts = new WeakMap<object, string>();

const asRead = (value: unknown): unknown => texts.get(value as object) ?? written(value);

/** What most columns hold is known without asking. */
function written(value: unknown): unknown {
  if (value === null) return null;
  return Array.isArray(value) && value.length === 0 ? '[]' : JSON.stringify(value);
}

const readings: ReadonlyMap<unknown, Conversion> = new Map<unknown, Conversion>([
  ...[...plainTypes].map(type => [type, undefined] as const),
  ['integer', whole],
  ['simple-json', parsed],
]);

const flag = (value: unknown): unknown => (value === null || value === undefined ? value : Boolean(value));
