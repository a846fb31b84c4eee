import { OAuthError } from './errors';
import type { Scope } from './scope';

/** Thrown inside a handler when only it can know which scope is missing: the client is told to come back with more (RFC 6750 section 3.1). */
export class InsufficientScopeError extends OAuthError {
  constructor(readonly required: Scope) {
    super('insufficient_scope', 'The access token lacks a scope that this request needs');
  }
}
