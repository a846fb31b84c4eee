import type { Action, ActionMetadata, BaseDriver } from 'routing-controllers';
import { after, recovering } from '../core/awaitable';
import { rawOf } from './exchange-of';
import { isGuarded } from './guards';
import { isWriteAnswer, writeAnswer } from './keep-answer';
import { readyParameters } from './ready-parameters';
import { stateOf } from './state';

/** What routing-controllers does for a request that has reached a handler. */
export type Execute = (current: Action) => unknown;

/**
 * routing-controllers waits for the parameters of a handler and for its interceptors, also for those that it has not, and for
 * those that are there already. On a guarded handler without others, that costs as much as the guard; so it is called and its result is
 * sent without waiting.
 * @param execute what routing-controllers would do; it stays where there is something to wait for
 */
export function directly(driver: BaseDriver, metadata: ActionMetadata, execute: Execute): Execute {
  const handler = callOf(metadata);
  if (!handler) return execute;
  return current => {
    // On Koa, what sends the result gives a promise of what comes behind the handler.
    const send = (result: unknown): unknown => driver.handleSuccess(writeAnswer(current, result), metadata, current);
    return recovering(
      () => after(handler(current), send),
      error => driver.handleError(error, metadata, current),
    );
  };
}

/** The call of a guarded handler. @returns undefined where parameters or interceptors have to be waited for */
export function callOf(metadata: ActionMetadata): Execute | undefined {
  const parameters = readyParameters(metadata);
  if (!parameters || !isGuarded(metadata) || isObserved(metadata)) return undefined;
  return current => metadata.methodOverride?.(metadata, current, parameters(stateOf(rawOf(current))));
}

/** Whether an interceptor of the application's sees what the handler returns. */
function isObserved({ interceptors, controllerMetadata }: ActionMetadata): boolean {
  return [...controllerMetadata.interceptors, ...interceptors].some(one => !isWriteAnswer(one.interceptor));
}
