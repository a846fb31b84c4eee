import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { empty, type OAuthResponse } from '../../core/http';
import type { OAuthRequest } from '../../core/request';
import type { IntrospectionResponse } from '../../tokens/introspection-response';

/** RFC 9701 section 4: the typ of the JWT, and its media type. */
const typ = 'token-introspection+jwt';
const mediaType = `application/${typ}`;

/** Whether the caller asks for a JWT, and likes it no less than JSON. Who accepts anything gets JSON. */
export function wantsJwt(request: OAuthRequest): boolean {
  const accept = request.header('accept') ?? '';
  if (!accept.toLowerCase().includes(mediaType)) return false;
  const weights = weightsOf(accept);
  const wanted = weights.get(mediaType) ?? 0;
  return wanted > 0 && wanted >= (weights.get('application/json') ?? 0);
}

/** RFC 9110 section 12.5.1: what is accepted, and how much it is liked. */
function weightsOf(accept: string): ReadonlyMap<string, number> {
  const ranges = accept.split(',').map(range => {
    const [type = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase());
    const weight = parameters.find(parameter => parameter.startsWith('q='));
    return [type, weight === undefined ? 1 : Number(weight.slice(2)) || 0] as const;
  });
  return new Map(ranges);
}

/**
 * The answer as a JWT for this caller alone (RFC 9701 section 5). It has neither exp nor sub at the top, and a typ of its own, so
 * that nobody takes it for an access token.
 */
export async function signedAnswer(
  { settings, clock, signer }: ServerContext,
  caller: Client,
  response: Pick<IntrospectionResponse, 'active'>,
): Promise<OAuthResponse> {
  const claims = {
    iss: settings.issuer,
    aud: caller.clientId,
    iat: Math.floor(clock.now() / 1000),
    token_introspection: response,
  };
  return { ...empty(200, { 'content-type': mediaType }), body: await signer.sign(typ, claims) };
}
