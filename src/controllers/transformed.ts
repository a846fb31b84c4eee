import { type ActionMetadata, BaseDriver } from 'routing-controllers';
import { isPlainData } from './plain-data';
import { ifOwn } from './untouched';

/** The protected members of a driver that every driver has. */
interface Transforming {
  transformResult(result: object, action: ActionMetadata): unknown;
}

/** Undefined where another function stands in its place. */
const known = ifOwn((BaseDriver.prototype as unknown as Transforming).transformResult, /\binstanceToPlain\)?\(result, options\)/);

/**
 * What routing-controllers sends in place of a result: what class-transformer makes of it. Of plain data that is a copy, which costs more
 * than to write it as JSON, so the data itself is sent unless somebody has set how it is done.
 * @returns undefined where another function stands in the place of routing-controllers' own: it may look at the request too
 * @throws whatever class-transformer throws
 */
export function transformed(driver: BaseDriver, action: ActionMetadata, result: object): unknown {
  const own = driver as unknown as Transforming;
  if (own.transformResult !== known) return undefined;
  const isUsual = !action.responseClassTransformOptions && !driver.classToPlainTransformOptions;
  return isUsual && isPlainData(result) ? result : own.transformResult(result, action);
}
