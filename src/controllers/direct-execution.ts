import type { Action, ActionMetadata, BaseDriver } from 'routing-controllers';
import { after, recovering } from '../core/awaitable';
import { isGuarded } from './guards';
import { isWriteAnswer, writeAnswer } from './keep-answer';

/** What routing-controllers does for a request that has reached a handler. */
export type Execute = (current: Action) => unknown;

/**
 * routing-controllers waits for the parameters of a handler and for its interceptors, also for those that it has not. On a
 * guarded handler without either, that costs as much as the guard; so it is called and its result is sent without waiting.
 * @param execute what routing-controllers would do; it stays where there is something to wait for
 */
export function directly(driver: BaseDriver, metadata: ActionMetadata, execute: Execute): Execute {
  const { params, appendParams, interceptors, controllerMetadata } = metadata;
  const observers = [...controllerMetadata.interceptors, ...interceptors].filter(one => !isWriteAnswer(one.interceptor));
  const hasToWait = params.length > 0 || appendParams !== undefined || observers.length > 0;
  return isGuarded(metadata) && !hasToWait ? current => call(driver, metadata, current) : execute;
}

function call(driver: BaseDriver, metadata: ActionMetadata, current: Action): unknown {
  // On Koa, what sends the result gives a promise of what comes behind the handler.
  const send = (result: unknown): unknown => driver.handleSuccess(writeAnswer(current, result), metadata, current);
  return recovering(
    () => after<unknown, unknown>(metadata.methodOverride?.(metadata, current, []), send),
    error => driver.handleError(error, metadata, current),
  );
}
