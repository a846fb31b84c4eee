import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { openSecrets } from '../core/sealed-secrets';
import { assertedAlgorithm, hasAssertion, readAssertion } from './client-assertion';
import type { ClientAuthentication } from './client-authentication';
import { provesAssertion } from './verify-assertion';

/** A secret of 256 bits is a key for this one, and for no longer hash (RFC 7518 section 3.2). */
const algorithms = ['HS256'];
const utf8 = new TextEncoder();

/** An assertion that is signed with the client's secret (RFC 7523, OpenID Connect Core section 9). */
export const clientSecretJwt: ClientAuthentication = {
  method: 'client_secret_jwt',
  algorithms,
  matches: ({ params }) => hasAssertion(params) && algorithms.includes(assertedAlgorithm(params) ?? ''),
  read({ params }) {
    const assertion = readAssertion(params);
    return {
      clientId: assertion.clientId,
      proves: (client, context) => provesAssertion(assertion, client, context, { algorithms, keys: secretKeys }),
    };
  },
};

async function* secretKeys(client: Client, context: ServerContext): AsyncGenerator<Uint8Array> {
  const now = context.clock.now();
  for (const { secret, expiresAt } of await openSecrets(context.vault, client.clientId, client.sealedSecret))
    if (expiresAt === null || expiresAt > now) yield utf8.encode(secret);
}
