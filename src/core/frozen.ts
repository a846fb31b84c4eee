/** Deeper than any row is. */
const deepest = 50;

/**
 * Freezes a value of lists and plain objects, and all that is in it, so that who is given it cannot change what others read.
 * @returns whether nothing in it can be changed; false for what only its own methods guard, such as a Date
 */
export function frozen(value: unknown, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (levels === 0 || !(Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)) return false;
  Object.freeze(value);
  for (const one of Object.values(value)) if (!frozen(one, levels - 1)) return false;
  return true;
}
