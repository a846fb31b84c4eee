import { isClientId } from '../core/client-id';
import { invalidClient } from '../core/errors';
import type { Params } from '../core/params';
import { jose } from './jose';

/** RFC 7523 section 2.2. */
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** Far above any assertion, in characters. */
const maxLength = 8 * 1024;

/** A client assertion as it came, of which nothing is proven yet. */
export interface ClientAssertion {
  readonly jwt: string;
  /** Whom it says that it is about. */
  readonly clientId: string;
}

export function hasAssertion(params: Params): boolean {
  return params.has('client_assertion') || params.has('client_assertion_type');
}

/** What its header says that it is signed with; undefined when it cannot be read. It only tells which method is meant. */
export function assertedAlgorithm(params: Params): string | undefined {
  const [jwt = ''] = params.all('client_assertion');
  try {
    const { alg } = jose().decodeProtectedHeader(jwt);
    return typeof alg === 'string' ? alg : undefined;
  } catch {
    return undefined;
  }
}

/**
 * RFC 7523 section 2.2: client_id need not be sent, because the assertion names the client.
 * @throws OAuthError invalid_client when the assertion cannot be read, invalid_request when a parameter is missing
 */
export function readAssertion(params: Params): ClientAssertion {
  const jwt = params.need('client_assertion');
  if (params.need('client_assertion_type') !== jwtBearer)
    throw invalidClient('The client_assertion_type is not supported', { hint: `There is only ${jwtBearer}.` });
  if (jwt.length > maxLength) throw invalidClient('The client assertion is too large');
  return { jwt, clientId: subjectOf(jwt) };
}

function subjectOf(jwt: string): string {
  const { sub } = claimsOf(jwt);
  if (typeof sub === 'string' && isClientId(sub)) return sub;
  throw invalidClient('The client assertion needs the client id as its sub');
}

function claimsOf(jwt: string): Readonly<Record<string, unknown>> {
  try {
    return jose().decodeJwt(jwt);
  } catch (cause) {
    throw invalidClient('The client assertion is malformed', { cause });
  }
}
