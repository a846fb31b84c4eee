import { type Awaitable, after } from '../core/awaitable';
import { within } from '../core/deadline';
import { serverError } from '../core/errors';
import { b64tokenLength, longestB64token } from './b64token';

/** Characters of base64url: 128 bits, which RFC 6749 section 10.10 asks for. */
const shortest = 22;

/**
 * Waits for a value from a replaceable generator and checks it: what is too short to be unguessable is never stored, and
 * nobody is given what no request may carry.
 * @param what named in the log, for example `TokenGenerator.accessToken`
 * @throws OAuthError server_error
 */
export function generatedValue(limit: number, what: string, work: Awaitable<string>): Awaitable<string> {
  return after(within<unknown>(limit, what, work), value => checked(what, value));
}

function checked(what: string, value: unknown): string {
  const length = typeof value === 'string' ? b64tokenLength(value) : 0;
  if (length >= shortest && length <= longestB64token) return value as string;
  if (length > longestB64token)
    throw serverError({
      hint: `${what} has answered with ${length} characters; requests may carry ${longestB64token}. Leave out claims that can be looked up.`,
    });
  throw serverError({
    hint: `${what} has to answer with a string of ${shortest} to ${longestB64token} characters out of A-Z a-z 0-9 - . _ ~ + / (and = at the end).`,
  });
}
