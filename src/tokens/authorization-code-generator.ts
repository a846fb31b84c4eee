import type { AuthorizationRequest } from '../core/authorization-request';
import type { Awaitable } from '../core/awaitable';
import { contextOf } from '../core/context';
import { datedValue } from '../core/dated-value';

/** Makes authorization codes. Replaceable in TypeDI. */
export class AuthorizationCodeGenerator {
  generate(request: AuthorizationRequest): Awaitable<string> {
    const { clock, settings } = contextOf(request);
    return datedValue('oac', clock.now(), settings.tokenBytes);
  }
}
