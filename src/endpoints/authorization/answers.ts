import type { ServerContext } from '../../core/context';
import type { OAuthError } from '../../core/errors';
import { type OAuthResponse, redirect } from '../../core/http';
import { withFragment, withParameters } from '../../core/redirect-uri';
import { answerMembers } from './hooks';
import type { ReturnAddress } from './validate';

/** The redirect back to the client, with state as it came and what extensions add (RFC 6749 section 4.1.2). */
export function toClient(
  context: ServerContext,
  { redirectUri, state, fragment }: ReturnAddress,
  parameters: Record<string, string>,
): OAuthResponse {
  // No literal: to V8 one that begins with a full object and goes on is of a class of its own each time, which stays.
  const all: Record<string, string> = Object.assign({}, parameters, state === undefined ? {} : { state }, answerMembers(context));
  const place = fragment ? withFragment : withParameters;
  return redirect(place(redirectUri, Object.entries(all)));
}

/** An error that the client is told (RFC 6749 section 4.1.2.1). */
export function errorToClient(context: ServerContext, returnTo: ReturnAddress, error: OAuthError): OAuthResponse {
  return toClient(context, returnTo, { error: error.code, error_description: error.description });
}
