import type { ClientAuthenticator } from '../clients/client-authenticator';
import type { ServerContext } from '../core/context';
import { within } from '../core/deadline';
import { serverError } from '../core/errors';
import { empty, type OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { RevocableToken, TokenRevoker } from '../tokens/token-revoker';
import { type Endpoint, errorResponse, onlyMethods, onlyTls } from './endpoint';
import { authenticateClient } from './token/token-endpoint';

/**
 * The revocation endpoint (RFC 7009). The hint is not needed: both kinds are looked up by the same hash. Revoking a refresh
 * token ends its access tokens too (section 2.1).
 */
export class RevocationEndpoint implements Endpoint {
  constructor(
    private readonly context: ServerContext,
    private readonly services: () => { readonly clientAuthenticator: ClientAuthenticator; readonly tokenRevoker: TokenRevoker },
  ) {}

  async handle(request: OAuthRequest): Promise<OAuthResponse> {
    try {
      await this.revoke(request);
      return empty(200);
    } catch (thrown) {
      return errorResponse(thrown, this.context);
    }
  }

  private async revoke(request: OAuthRequest): Promise<void> {
    onlyMethods(request, 'POST');
    onlyTls(request, this.context);
    const params = await request.form();
    params.refuseRepetition();
    const { clientAuthenticator, tokenRevoker } = this.services();
    const client = await authenticateClient(this.context, clientAuthenticator, request);
    const limit = this.context.settings.serviceTimeout;
    const token = found(await within(limit, 'TokenRevoker.find', tokenRevoker.find(params.need('token'), client, request)));
    // An unknown token, or somebody else's, is answered like a revoked one (RFC 7009 section 2.2).
    if (token?.clientId !== client.clientId) return;
    await within(limit, 'TokenRevoker.revoke', tokenRevoker.revoke(token, request));
    this.context.events.emit('tokenRevoked', { at: new Date(this.context.clock.now()), client, ip: request.ip });
  }
}

/** An odd answer of a replaced TokenRevoker is no reason to call a token revoked. */
function found(token: RevocableToken | undefined | null): RevocableToken | undefined {
  if (token === undefined || token === null) return undefined;
  if (typeof token.clientId === 'string' && typeof token.hash === 'string') return token;
  throw serverError({ hint: 'TokenRevoker.find has to answer with a RevocableToken, or with undefined.' });
}
