import type { Write } from '../core/statement';
import { UnitRefused } from '../core/storage';
import type { Compiler } from './compile';

/** A write in the words of one database, with its values. */
export interface Bound {
  readonly write: Write;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export function bound(compiler: Compiler, write: Write): Bound {
  const { sql, bind } = compiler.compile(write.statement);
  return { write, sql, parameters: bind(write.set, write.where) };
}

/** @throws UnitRefused when the write did not touch the row that it must touch */
export function checkTouched(write: Write, rows: number | undefined): void {
  if (write.statement.affects === 1 && rows !== 1) throw new UnitRefused(write);
}

/** Whether a write either does what it must or fails with an error, so that nobody has to look at its rows before the COMMIT. */
function needsNoLook({ write: { statement } }: Bound): boolean {
  return statement.affects === 'any' || (statement.kind === 'insert' && statement.once !== true);
}

/** How many of the first writes have to be looked at before the others may be sent together with the COMMIT. */
export function lookedAt(unit: readonly Bound[]): number {
  return isWhole(unit) ? 0 : unit.findLastIndex(write => !needsNoLook(write)) + 1;
}

/** Whether nothing of a unit can be kept without the rest, even where each statement is kept by itself. */
export function isWhole(unit: readonly Bound[]): boolean {
  const [only, ...others] = unit;
  return only !== undefined && others.length === 0 && (needsNoLook(only) || only.write.statement.kind === 'insert');
}
