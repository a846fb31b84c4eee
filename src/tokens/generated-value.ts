import { type Awaitable, after } from '../core/awaitable';
import { within } from '../core/deadline';
import { serverError } from '../core/errors';

/** RFC 6750 section 2.1 (b64token); 22 characters of base64url are 128 bits, which RFC 6749 section 10.10 asks for. */
const b64token = /^[A-Za-z0-9\-._~+/]{22,4096}=*$/;

/**
 * Waits for a value from a replaceable generator and checks it: what is too short to be unguessable is never stored.
 * @param what named in the log, for example `TokenGenerator.accessToken`
 * @throws OAuthError server_error
 */
export function generatedValue(limit: number, what: string, work: Awaitable<string>): Awaitable<string> {
  return after(within<unknown>(limit, what, work), value => checked(what, value));
}

function checked(what: string, value: unknown): string {
  if (typeof value === 'string' && b64token.test(value)) return value;
  throw serverError({
    hint: `${what} has to answer with a string of 22 to 4096 characters out of A-Z a-z 0-9 - . _ ~ + / (and = at the end).`,
  });
}
