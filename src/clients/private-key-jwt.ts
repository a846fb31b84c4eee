import { assertionKeys } from './assertion-keys';
import { hasAssertion, readAssertion } from './client-assertion';
import type { ClientAuthentication } from './client-authentication';
import { clientSecretJwt } from './client-secret-jwt';
import { provesAssertion } from './verify-assertion';

/** Signatures of a key pair (RFC 7518 section 3.1, RFC 8037), none of which the holder of the public key can make. */
const algorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];

/** An assertion that is signed with the client's private key (RFC 7523, OpenID Connect Core section 9). */
export const privateKeyJwt: ClientAuthentication = {
  method: 'private_key_jwt',
  algorithms,
  // What is not the other method's is this one's, and is refused by it: an assertion is never overlooked.
  matches: attempt => hasAssertion(attempt.params) && !clientSecretJwt.matches(attempt),
  read({ params }) {
    const assertion = readAssertion(params);
    return {
      clientId: assertion.clientId,
      proves: (client, context) => provesAssertion(assertion, client, context, { algorithms, keys: assertionKeys }),
    };
  },
};
