import { type Duration, seconds } from '../core/duration';
import { hiddenField } from '../core/hidden-field';
import type { TokenContext } from './token-context';

/** What has been said of an access token while it was made: its value, its row and the answer have to agree. */
interface Said {
  expiresIn?: number;
  claims?: Readonly<Record<string, unknown>>;
}

const said = hiddenField<Said>();

function of(context: TokenContext): Said {
  const known = said.get(context);
  if (known) return known;
  const made: Said = {};
  said.set(context, made);
  return made;
}

/**
 * The lifetime of the access token in seconds. The generator that the endpoint has is asked first, and once: another one
 * within it does not get to say anything else.
 * @param most what the server gives at most, in seconds
 */
export function expiresIn(
  generator: { lifetime(context: TokenContext): Duration },
  context: TokenContext,
  most = Number.POSITIVE_INFINITY,
): number {
  const token = of(context);
  token.expiresIn ??= Math.min(seconds(generator.lifetime(context), 'TokenGenerator.lifetime'), most);
  return token.expiresIn;
}

/** Keeps claims that the token has besides those of its context, for its row. */
export function addClaims(context: TokenContext, claims: Readonly<Record<string, unknown>>): void {
  of(context).claims = claims;
}

export function addedClaims(context: TokenContext): Readonly<Record<string, unknown>> {
  return of(context).claims ?? {};
}
