import type { Extension } from '../core/extension';

/** The parameter iss (RFC 9207): a client of several servers sees which of them an answer is from, refusals included. */
export function issuerIdentification(): Extension {
  return {
    name: 'iss',
    authorizationResponse: ({ issuer }) => ({ iss: issuer }),
    metadata: () => ({ authorization_response_iss_parameter_supported: true }),
  };
}
