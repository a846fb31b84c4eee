import {
  AuthorizationEndpoint,
  Client,
  type ClientInput,
  Introspected,
  type IntrospectedToken,
  IntrospectionEndpoint,
  IntrospectionPolicy,
  IntrospectionResponse,
  RevocationEndpoint,
  TokenEndpoint,
} from 'oauth-controllers';
import { Controller } from 'routing-controllers';

export const clients: ClientInput[] = [
  // Asks about tokens that are for it; `true` would be: about all.
  { clientId: 'photo-api', clientSecret: 'photo-api-secret', introspects: ['https://photos.example.com'] },
  // Asks about its own only.
  { clientId: 'printer', clientSecret: 'printer-secret', scopes: ['photos:read'] },
];

@Controller('/oauth')
export class OAuthController {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
  @RevocationEndpoint() revoke() {}

  @IntrospectionEndpoint() // called for tokens that are active and the caller's business
  introspect(@Introspected() response: IntrospectionResponse) {
    response.tenant = 'north';
  }
}

export class ByOwner extends IntrospectionPolicy {
  override async maySee(caller: Client, token: IntrospectedToken) {
    return token.kind === 'access_token' && caller.owner === token.client.owner;
  }
}
