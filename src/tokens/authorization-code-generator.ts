import type { AuthorizationRequest } from '../core/authorization-request';
import type { Awaitable } from '../core/awaitable';
import { contextOf } from '../core/context';
import { randomValue } from '../core/crypto';

/** Makes authorization codes. Replaceable in TypeDI. */
export class AuthorizationCodeGenerator {
  generate(request: AuthorizationRequest): Awaitable<string> {
    return `oac_${randomValue(contextOf(request).settings.tokenBytes)}`;
  }
}
