import type { JWTPayload } from 'jose';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { sha256 } from '../core/crypto';
import { invalidClient, type OAuthError } from '../core/errors';
import { claimProblem, clockTolerance } from './assertion-claims';
import type { AssertionHeader, AssertionKey } from './assertion-keys';
import type { ClientAssertion } from './client-assertion';
import { jose } from './jose';

/** What one method's assertions are verified with. */
export interface AssertionMethod {
  readonly algorithms: readonly string[];
  /** The client's keys that may have made the signature, the likeliest first. */
  keys(client: Client, context: ServerContext, header: AssertionHeader): AsyncIterable<AssertionKey>;
}

/** RFC 8725 section 3.11: no JWT that was made for something else. A typ may be left out. */
const types: readonly unknown[] = [undefined, 'jwt', 'client-authentication+jwt'];

/**
 * RFC 7523 section 3, in this order: header, signature, claims; and only what has passed spends its jti, so that nobody can
 * spend another's.
 * @throws OAuthError invalid_client with a hint; false is never the answer
 */
export async function provesAssertion(
  { jwt }: ClientAssertion,
  client: Client,
  context: ServerContext,
  method: AssertionMethod,
): Promise<boolean> {
  const header = readHeader(jwt);
  const registered = client.protocol.token_endpoint_auth_signing_alg;
  const algorithms = method.algorithms.filter(name => registered === undefined || isSame(name, registered));
  if (!algorithms.includes(header.alg)) throw refused(`it is not signed with ${algorithms.join(', ')}.`);
  if (!types.includes(header.typ)) throw refused(`its typ is ${JSON.stringify(header.typ)}.`);
  const claims = await verifiedClaims(jwt, method.keys(client, context, header), { algorithms, now: context.clock.now() });
  const problem = claimProblem(claims, client, context);
  if (problem) throw refused(problem);
  const { jti = '', exp = 0 } = claims;
  // A client id has no line feed, so that no other pair gives the same text.
  const use = sha256(`client_assertion\n${client.clientId}\n${jti}`);
  if (await context.replay.spend(use, Math.ceil(exp * 1000))) return true;
  throw refused('its jti was used before.');
}

/** Clients write Ed25519 (RFC 9864) or EdDSA (RFC 8037), and there is no other curve here. */
const isSame = (one: string, other: string): boolean =>
  one === other || [one, other].every(name => name === 'EdDSA' || name === 'Ed25519');

function readHeader(jwt: string): AssertionHeader & { readonly typ: unknown } {
  try {
    const { alg, kid, typ } = jose().decodeProtectedHeader(jwt);
    // RFC 7515 section 4.1.9: a media type, in which case and `application/` mean nothing.
    const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ;
    return { alg: typeof alg === 'string' ? alg : '', kid, typ: type };
  } catch (cause) {
    throw refused('it cannot be read.', cause);
  }
}

async function verifiedClaims(
  jwt: string,
  keys: AsyncIterable<AssertionKey>,
  { algorithms, now }: { readonly algorithms: string[]; readonly now: number },
): Promise<JWTPayload> {
  const { errors, jwtVerify } = jose();
  for await (const key of keys) {
    try {
      // The key is the client's; what the header says of keys (jwk, jku, x5c, x5u) is never looked at.
      return (await jwtVerify(jwt, key, { algorithms, currentDate: new Date(now), clockTolerance })).payload;
    } catch (cause) {
      if (!(cause instanceof errors.JWSSignatureVerificationFailed)) throw refused('it is not valid.', cause);
    }
  }
  throw refused('no key of the client fits its signature.');
}

/** The client is told no more than of a wrong secret. */
function refused(problem: string, cause?: unknown): OAuthError {
  return invalidClient('Client authentication failed', { hint: `The client assertion was refused: ${problem}`, cause });
}
