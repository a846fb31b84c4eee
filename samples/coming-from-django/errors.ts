import { InsufficientScopeError, OAuthError } from 'oauth-controllers';

/** Every refusal has a code of the RFCs, which decides the status; `toJSON()` is the body that the client gets. */
export function details(error: unknown): { error: string; error_description: string; status: number } {
  if (!(error instanceof OAuthError)) throw error;
  return { ...error.toJSON(), status: error.status };
}

/** The same from a handler of your own. */
export function refusePrivatePhoto(): never {
  throw new InsufficientScopeError('photos:write');
}

export function refuseLateRequest(): never {
  throw new OAuthError('invalid_request', 'Photos are printed before noon');
}
