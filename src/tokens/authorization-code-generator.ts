import type { AuthorizationRequest } from '../core/authorization-request';
import { contextOf } from '../core/context';
import { randomValue } from '../core/crypto';

/** Makes authorization codes. Replaceable in TypeDI. */
export class AuthorizationCodeGenerator {
  async generate(request: AuthorizationRequest): Promise<string> {
    return `oac_${randomValue(contextOf(request).settings.tokenBytes)}`;
  }
}
