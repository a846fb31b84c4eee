import type { Awaitable } from './awaitable';
import { within } from './deadline';
import { serverError } from './errors';

/**
 * What a service of the application's says to a question. Anything but true and false is no answer, so that one that says nothing
 * opens nothing.
 * @param what named in the log, for example `BearerTokens.isRevoked`
 * @param limit milliseconds
 * @throws OAuthError server_error for what is neither; temporarily_unavailable when the time is over
 */
export function yesOrNo(limit: number, what: string, work: Awaitable<boolean>): Awaitable<boolean> {
  return typeof work === 'boolean' ? work : answered(limit, what, work);
}

async function answered(limit: number, what: string, work: PromiseLike<boolean>): Promise<boolean> {
  const answer: unknown = await within(limit, what, work);
  if (typeof answer === 'boolean') return answer;
  throw serverError({ hint: `${what} has to answer with true or false.` });
}
