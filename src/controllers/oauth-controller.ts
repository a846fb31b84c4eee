import { Controller } from 'routing-controllers';
import {
  AuthorizationEndpoint,
  IntrospectionEndpoint,
  JwksEndpoint,
  PushedAuthorizationEndpoint,
  RevocationEndpoint,
  TokenEndpoint,
} from './decorators/endpoints';

/** All endpoints at their usual paths below /oauth, for applications that need nothing special. */
@Controller('/oauth')
export class OAuthController {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
  @RevocationEndpoint() revoke() {}
  @IntrospectionEndpoint() introspect() {}
  @PushedAuthorizationEndpoint() push() {}
  @JwksEndpoint() jwks() {}
}
