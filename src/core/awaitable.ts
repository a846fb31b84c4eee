/**
 * What `await` takes: a value that is there already, or a promise of one. Who has the answer at hand gives it as it is: nobody
 * then waits for a promise.
 */
export type Awaitable<T> = T | PromiseLike<T>;

/** Whether something has to be waited for. */
export function isLate<T>(value: Awaitable<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null | undefined)?.then === 'function';
}

/**
 * Goes on with a value: at once where it is there, and later where it is late. For the few paths that every request takes; there
 * an `await` of what is there already costs as much as the work.
 */
export function after<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return isLate(value) ? value.then(next) : next(value);
}

/** Work, and what is made of its failure, be it thrown at once or later. */
export function recovering<T>(work: () => Awaitable<T>, recover: (error: unknown) => Awaitable<T>): Awaitable<T> {
  try {
    const value = work();
    return isLate(value) ? value.then(undefined, recover) : value;
  } catch (error) {
    return recover(error);
  }
}

/** Asks about one after the other, each once there is the answer about the one before. */
export function inTurn<T, R>(list: readonly T[], ask: (one: T) => Awaitable<R>): Awaitable<R[]> {
  const answers: R[] = [];
  for (const one of list) {
    const answer = ask(one);
    if (isLate(answer)) return theRest(list, ask, answers, answer);
    answers.push(answer);
  }
  return answers;
}

async function theRest<T, R>(
  list: readonly T[],
  ask: (one: T) => Awaitable<R>,
  answers: R[],
  late: PromiseLike<R>,
): Promise<R[]> {
  answers.push(await late);
  for (const one of list.slice(answers.length)) answers.push(await ask(one));
  return answers;
}
