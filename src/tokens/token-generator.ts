import type { Awaitable } from '../core/awaitable';
import { contextOf } from '../core/context';
import { datedValue } from '../core/dated-value';
import type { Duration } from '../core/duration';
import { jwtAccessToken } from './jwt-access-token';
import { expiresIn } from './said';
import type { TokenContext } from './token-context';
import { formatOf } from './token-format';

/**
 * Makes token values and says how long they live. The default makes opaque tokens of a date and 256 random bits, whose prefix
 * lets secret scanners recognize them, and JWTs where the option `tokens.format`, the client or the resource wants them. Replace it
 * with `@Service({ id: TokenGenerator }) class Mine extends TokenGenerator`.
 */
export class TokenGenerator {
  accessToken(context: TokenContext): Awaitable<string> {
    return formatOf(context) === 'jwt' ? jwtAccessToken(context, expiresIn(this, context)) : opaqueAccessToken(context);
  }

  refreshToken(context: TokenContext): Awaitable<string> {
    return datedValue('ort', context.issuedAt, contextOf(context).settings.tokenBytes);
  }

  /** Lifetime of the access token: the client's own, the endpoint's or the server's. Seconds, or a text such as '10m'. */
  lifetime(context: TokenContext): Duration {
    return context.client.tokens.accessToken ?? context.lifetime ?? contextOf(context).settings.lifetimes.accessToken;
  }
}

export function opaqueAccessToken(context: TokenContext): string {
  return datedValue('oat', context.issuedAt, contextOf(context).settings.tokenBytes);
}
