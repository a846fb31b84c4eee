import { AuthorizationEndpoint, AuthorizationRequest, AuthRequest, type Decision, TokenEndpoint, User } from 'oauth-controllers';
import { Controller, CurrentUser } from 'routing-controllers';

export type Decide = (request: AuthorizationRequest, user: User) => Decision | undefined | Promise<Decision>;

/** What a specification has decided about whoever is logged in. */
export const deciding: { decide: Decide } = { decide: () => undefined };

/** An endpoint that decides so. */
@Controller('/oauth')
export class Deciding {
  @AuthorizationEndpoint() authorize(
    @AuthRequest() request: AuthorizationRequest,
    @CurrentUser({ required: false }) user?: User,
  ) {
    return user ? deciding.decide(request, user) : request.login();
  }
  @TokenEndpoint() token() {}
}
