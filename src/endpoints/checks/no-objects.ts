import { invalidRequest } from '../../core/errors';
import type { Params } from '../../core/params';

const nested = /^(?:response_type|client_id|redirect_uri|scope|state|code_challenge|code_challenge_method|prompt)\[/;

/**
 * `scope[a]=b` is an object to some parsers and an unknown parameter to others. No client means it, so it is not left to
 * whoever reads it.
 */
export function noObjects(params: Params): void {
  for (const name of params.names()) if (nested.test(name)) throw invalidRequest('A parameter has a name with brackets');
}
