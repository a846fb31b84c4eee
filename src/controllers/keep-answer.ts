import { type Action, getMetadataArgsStorage } from 'routing-controllers';
import { exchangeOfAction, rawOf } from './exchange-of';
import type { Class } from './metadata';
import { stateOf } from './state';

type Interceptor = (action: Action, content: unknown) => unknown;

/**
 * Writes an answer of ours that a handler ended with. It is written only here, so that an interceptor which fails can still be
 * answered.
 * @returns what routing-controllers is to send: what the handler has returned, or what it takes for a written answer
 */
export const writeAnswer: Interceptor = (action, content) => {
  const { answer } = stateOf(rawOf(action));
  if (!answer) return content;
  const exchange = exchangeOfAction(action);
  exchange.send(answer);
  return exchange.written;
};

/**
 * An application's interceptor that wraps results would wrap an answer of ours too. The answer is therefore kept aside, and
 * written by an interceptor that runs behind all others.
 */
export function keepAnswer(target: Class, method: string): void {
  const storage = getMetadataArgsStorage();
  const others = storage.useInterceptors.filter(
    one => one.target !== target || one.method !== method || !isWriteAnswer(one.interceptor),
  );
  storage.useInterceptors = [...others, { target, method, interceptor: writeAnswer }];
}

export function isWriteAnswer(interceptor: unknown): boolean {
  return interceptor === writeAnswer;
}
