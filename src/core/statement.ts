import type { Table, Tables } from './model';

/**
 * The statements of the library, as data. Each is declared once (see the folder `statements`), names its columns and, for a
 * write, how many rows it must touch. An engine turns each into its own language once and then only binds values; specs can
 * walk over all of them, to explain their plans or to make each fail.
 */
export type Comparison = 'equals' | 'before' | 'after' | 'atMost' | 'isNull';
type Columns<T extends Table> = keyof Tables[T] & string;
type Where<T extends Table> = Partial<Record<Columns<T>, Comparison>>;
/** The columns of a condition that need a value. */
type Bound<W> = { [K in keyof W]: W[K] extends 'isNull' ? never : K }[keyof W];
type Values<T extends Table, K> = { readonly [P in K & keyof Tables[T]]: Tables[T][P] };

export interface Statement {
  readonly kind: 'insert' | 'update' | 'delete' | 'select' | 'sweep';
  readonly table: Table;
  readonly set: readonly string[];
  /** Columns that grow by one. */
  readonly increment: readonly string[];
  readonly where: Readonly<Record<string, Comparison>>;
  /** For a select: so many rows at most, in the order of this column. */
  readonly page?: { readonly by: string; readonly rows: number };
  /** For an insert: a key that is there already is no error but a row that was not touched. */
  readonly once?: boolean;
  /**
   * For a select of a row by its key: an engine may give one that it has read before, as long as it is certain that the row is
   * still the same. Many are given the same object then, so it is frozen.
   */
  readonly cached?: boolean;
  /** The same, for a row that is asked for right after another cached one by the same request: one look is enough for both. */
  readonly alongside?: boolean;
  /** The rows that a write must touch for its unit to be kept. */
  readonly affects: 1 | 'any';
}

/** A write with its values, waiting to be committed as part of a unit. */
export interface Write {
  readonly statement: Statement;
  readonly set: Readonly<Record<string, unknown>>;
  readonly where: Readonly<Record<string, unknown>>;
}

/** A query with its values. */
export interface Query<T extends Table> {
  readonly statement: Statement & { readonly table: T };
  readonly where: Readonly<Record<string, unknown>>;
}

const base = { set: [], increment: [], where: {}, affects: 1 } as const;

export interface Insert<T extends Table> extends Statement {
  with(row: Values<T, Columns<T>>): Write;
}

export function insert<T extends Table>(table: T): Insert<T> {
  const statement: Insert<T> = { ...base, kind: 'insert', table, with: row => ({ statement, set: row, where: {} }) };
  return statement;
}

/** An insert that is refused, like a condition that does not hold, when the key is there already: the first one wins. */
export function insertOnce<T extends Table>(table: T): Insert<T> {
  const statement: Insert<T> = {
    ...base,
    kind: 'insert',
    once: true,
    table,
    with: row => ({ statement, set: row, where: {} }),
  };
  return statement;
}

export interface Update<T extends Table, S, W> extends Statement {
  with(set: Values<T, S>, where: Values<T, Bound<W>>): Write;
}

export function update<T extends Table, S extends Columns<T>, const W extends Where<T>>(
  table: T,
  parts: { set: readonly S[]; increment?: readonly Columns<T>[]; where: W; affects: 1 | 'any' },
): Update<T, S, W> {
  const statement: Update<T, S, W> = {
    ...base,
    ...parts,
    where: parts.where as Record<string, Comparison>,
    kind: 'update',
    table,
    with: (set, where) => ({ statement, set, where }),
  };
  return statement;
}

export interface Delete<T extends Table, W> extends Statement {
  with(where: Values<T, Bound<W>>): Write;
}

export function remove<T extends Table, const W extends Where<T>>(table: T, where: W, affects: 1 | 'any'): Delete<T, W> {
  const statement: Delete<T, W> = {
    ...base,
    kind: 'delete',
    table,
    where: where as Record<string, Comparison>,
    affects,
    with: values => ({ statement, set: {}, where: values }),
  };
  return statement;
}

export interface Select<T extends Table, W> extends Statement {
  readonly table: T;
  with(where: Values<T, Bound<W>>): Query<T>;
}

export function select<T extends Table, const W extends Where<T>>(
  table: T,
  where: W,
  memory: Pick<Statement, 'cached' | 'alongside'> = {},
): Select<T, W> {
  const statement: Select<T, W> = {
    ...base,
    ...memory,
    kind: 'select',
    table,
    where: where as Record<string, Comparison>,
    with: values => ({ statement, where: values }),
  };
  return statement;
}

/** One page of a table: the rows whose key comes after a value, in the order of the key, and at most so many. */
export function selectPage<T extends Table, const K extends Columns<T>>(
  table: T,
  key: K,
  rows: number,
): Select<T, { readonly [P in K]: 'after' }> {
  const statement: Select<T, { readonly [P in K]: 'after' }> = {
    ...base,
    kind: 'select',
    table,
    where: { [key]: 'after' },
    page: { by: key, rows },
    with: values => ({ statement, where: values }),
  };
  return statement;
}

/** Deletes some of the rows that a condition picks, at most so many as it is told: housekeeping, never part of a unit. */
export interface Sweep<T extends Table, W> extends Statement {
  readonly key: Columns<T>;
  with(where: Values<T, Bound<W>>): SweepOf;
}

export interface SweepOf {
  readonly statement: Statement & { readonly key: string };
  readonly where: Readonly<Record<string, unknown>>;
}

export function sweep<T extends Table, const W extends Where<T>>(table: T, key: Columns<T>, where: W): Sweep<T, W> {
  const statement: Sweep<T, W> = {
    ...base,
    kind: 'sweep',
    table,
    key,
    where: where as Record<string, Comparison>,
    affects: 'any',
    with: values => ({ statement, where: values }),
  };
  return statement;
}
