import { TokenContext, TokenEndpoint, TokenGenerator } from 'oauth-controllers';
import { Controller } from 'routing-controllers';

/** An endpoint with options of its own: what it issues at most, for how long, and without refresh tokens. */
@Controller('/kiosk')
export class KioskController {
  @TokenEndpoint('/token', { scopes: ['photos:read'], lifetime: '1m', refreshable: false }) token() {}
}

/** Values and lifetimes are the TokenGenerator's: `services: [BranchTokens]`. */
export class BranchTokens extends TokenGenerator {
  override async accessToken(context: TokenContext) {
    return `${context.grantType === 'client_credentials' ? 'machine' : 'person'}_${await super.accessToken(context)}`;
  }
}
