/** Names that class-transformer leaves out. */
const isLeftOut = (name: string): boolean => name === '__proto__' || name === 'constructor';

/**
 * Whether a value is made of nothing but texts, numbers, booleans, null, lists and object literals, of which class-transformer makes the
 * same once more: it has no decorator to look at, and nothing to call.
 * @throws RangeError for what contains itself, as class-transformer and JSON do
 */
export function isPlainData(value: unknown): boolean {
  if (value === null) return true;
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true;
    case 'object':
      return Array.isArray(value) ? isPlainList(value) : isLiteral(value);
    default:
      return false;
  }
}

/** Not one with holes: class-transformer closes them. */
function isPlainList(list: readonly unknown[]): boolean {
  if (Object.getPrototypeOf(list) !== Array.prototype) return false;
  for (let index = 0; index < list.length; index++) if (!isPlainData(list[index])) return false;
  return true;
}

function isLiteral(value: object): boolean {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  const names = Object.keys(value) as (keyof typeof value)[];
  for (const name of names) {
    const inner: unknown = value[name];
    // What is undefined is left out by JSON, and class-transformer does not change that.
    if (isLeftOut(name) || (inner !== undefined && !isPlainData(inner))) return false;
  }
  return true;
}
