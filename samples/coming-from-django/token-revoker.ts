import { Client, OAuthRequest, type RevocableToken, TokenRevoker } from 'oauth-controllers';

/** query_token and revoke_token: `services: [Ledger]`. */
export class Ledger extends TokenRevoker {
  static readonly entries: string[] = [];

  override find(value: string, client: Client, request: OAuthRequest) {
    return super.find(value.replace(/^legacy-/, ''), client, request);
  }
  override async revoke(token: RevocableToken, request: OAuthRequest) {
    await super.revoke(token, request);
    Ledger.entries.push(`${token.clientId}: ${token.kind}`);
  }
}
