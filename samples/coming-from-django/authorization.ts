import {
  AuthorizationEndpoint,
  AuthorizationRequest,
  AuthRequest,
  ConsentPage,
  CurrentInteraction,
  Interaction,
  LoginPage,
  User,
} from 'oauth-controllers';
import { CurrentUser, JsonController } from 'routing-controllers';

@JsonController('/oauth')
export class AskController {
  /** What was asked last, as an object and as a query string. */
  static last: { parameters: object; queryString: string } | undefined;

  @AuthorizationEndpoint() // called once the request is proven valid
  authorize(@AuthRequest() request: AuthorizationRequest, @CurrentUser({ required: false }) user?: User) {
    const { client, scopes, parameters, queryString } = request;
    AskController.last = { parameters, queryString };
    if (!user) return request.login();
    if (scopes.has('photos:write')) return request.deny('Ask your administrator');
    if (client.trusted) return request.approve(user, { scopes: ['photos:read'], remember: '30d' });
    return request.consent(user);
  }

  @LoginPage()
  login(@CurrentInteraction() { form }: Interaction) {
    return { form };
  }

  @ConsentPage() // form, client, scopes and form_action of the template
  consent(@CurrentInteraction() { form, client, scopes }: Interaction) {
    return { client: client.name, scopes: scopes.describe(), action: form.action };
  }
}
