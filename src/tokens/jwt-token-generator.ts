import { jwtAccessToken } from './jwt-access-token';
import { expiresIn } from './said';
import type { TokenContext } from './token-context';
import { canBeJwt } from './token-format';
import { opaqueAccessToken, TokenGenerator } from './token-generator';

/**
 * Makes every access token a JWT (RFC 9068), but for MAC tokens, and can give it claims of the application's:
 * `@Service({ id: TokenGenerator }) class Mine extends JwtTokenGenerator`.
 */
export class JwtTokenGenerator extends TokenGenerator {
  override async accessToken(context: TokenContext): Promise<string> {
    if (!canBeJwt(context)) return opaqueAccessToken(context);
    return jwtAccessToken(context, expiresIn(this, context), await this.claims(context));
  }

  /**
   * Claims besides those of the server. Whoever holds the token can read them. One that the server decides, such as iss, exp,
   * sub or scope, is refused.
   */
  protected async claims(_context: TokenContext): Promise<Record<string, unknown>> {
    return {};
  }
}
