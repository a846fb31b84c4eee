import { within } from './deadline';
import { serverError } from './errors';

/**
 * What a service of the application's says to a question. Anything but true and false is no answer, so that one that says nothing
 * opens nothing.
 * @param what named in the log, for example `BearerTokens.isRevoked`
 * @param limit milliseconds
 * @throws OAuthError server_error for what is neither; temporarily_unavailable when the time is over
 */
export async function yesOrNo(limit: number, what: string, work: Promise<boolean>): Promise<boolean> {
  const answer: unknown = await within(limit, what, work);
  if (typeof answer === 'boolean') return answer;
  throw serverError({ hint: `${what} has to answer with true or false.` });
}
