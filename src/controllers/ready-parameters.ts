import type { Action, ActionMetadata } from 'routing-controllers';
import { rawOf } from './exchange-of';
import { type RequestState, stateOf } from './state';

type Read = (state: RequestState) => unknown;

const readers = new WeakMap<object, Read>();

/** The value of a parameter that is read off the state of the request, as `createParamDecorator()` wants it. */
export function readyValue(read: Read): (action: Action) => unknown {
  const value = (action: Action): unknown => read(stateOf(rawOf(action)));
  readers.set(value, read);
  return value;
}

/**
 * What reads the parameters of a handler, where none has to be waited for: routing-controllers makes several promises of each.
 * @returns undefined where one has to be waited for
 */
export function readyParameters({ params, appendParams }: ActionMetadata): ((state: RequestState) => unknown[]) | undefined {
  const inOrder = [...params].sort((one, other) => one.index - other.index);
  const reads = inOrder.flatMap(({ type, transform }) => (type === 'custom-converter' && readers.get(transform)) || []);
  if (appendParams || reads.length < params.length) return undefined;
  return state => reads.map(read => read(state));
}
