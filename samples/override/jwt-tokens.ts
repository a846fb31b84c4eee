import { JwtTokenGenerator, TokenContext, TokenGenerator } from 'oauth-controllers';
import { Service } from 'typedi';

@Service({ id: TokenGenerator })
export class TenantJwts extends JwtTokenGenerator {
  protected override async claims(context: TokenContext) {
    return { ...(await super.claims(context)), tenant: context.user?.claims.tenant };
  }
}
