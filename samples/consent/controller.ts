import {
  AuthorizationEndpoint,
  AuthorizationRequest,
  AuthRequest,
  ConsentPage,
  CurrentInteraction,
  Interaction,
  LoginPage,
  TokenEndpoint,
  User,
} from 'oauth-controllers';
import { CurrentUser, JsonController } from 'routing-controllers';

/** Your own pages and your own rules: an ordinary controller. Its pages are JSON, for a single-page application to draw. */
@JsonController('/oauth')
export class OAuthController {
  @TokenEndpoint() token() {}

  @AuthorizationEndpoint() // called once the request is proven valid; answer with a decision
  authorize(@AuthRequest() request: AuthorizationRequest, @CurrentUser({ required: false }) user?: User) {
    if (!user) return request.login();
    if (request.client.trusted) return request.approve(user);
    if (request.scopes.has('photos:admin')) return request.deny('Ask your administrator for this scope');
    return request.consent(user);
  }

  @LoginPage()
  login(@CurrentInteraction() { client, error, form }: Interaction) {
    return { client: client.name, error, form };
  }

  @ConsentPage()
  consent(@CurrentInteraction() { client, scopes, user, form }: Interaction) {
    return { client: client.name, scopes: scopes.describe(), user: user?.username, form };
  }
}
