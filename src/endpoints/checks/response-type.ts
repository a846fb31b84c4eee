import type { ServerContext } from '../../core/context';
import { OAuthError } from '../../core/errors';
import type { Params } from '../../core/params';
import type { ResponseType } from '../../core/settings';
import type { Check } from './check';

/** RFC 6749 section 3.1.1, and only what the server offers: by default that is `code` (RFC 9700 section 2.1.2). */
export const responseType: Check = ({ params, context }) => {
  const wanted: string = responseTypeOf(params);
  const offered: readonly string[] = offeredResponseTypes(context);
  if (offered.includes(wanted)) return;
  const use = offered.length > 0 ? `Use response_type=${offered.join(' or ')}` : 'No response_type is offered here';
  throw new OAuthError('unsupported_response_type', use);
};

/** A code that no grant takes is of no use to anybody, and not given. */
export function offeredResponseTypes({ settings, grantTypes }: ServerContext): ResponseType[] {
  return [...settings.responseTypes].filter(type => !isForCode(type) || grantTypes.has('authorization_code'));
}

export function isForCode(type: string): boolean {
  return type.split(' ').includes('code');
}

/** The order of the words does not matter. @throws OAuthError invalid_request when it is missing */
export function responseTypeOf(params: Params): ResponseType {
  return params.need('response_type').split(' ').sort().join(' ') as ResponseType;
}

/**
 * Whether the answer carries an access token: then it goes into the fragment, which no server sees. A server that issues none
 * there answers everything in the query.
 */
export function isImplicit(params: Params, { settings }: ServerContext): boolean {
  if (!settings.responseTypes.has('token') && !settings.responseTypes.has('code token')) return false;
  return (params.all('response_type')[0] ?? '').split(' ').includes('token');
}
