import type { ScopeName } from '../../core/scope-names';
import { type Class, metadataOf } from '../metadata';
import { refuseStandard } from './standard';

export interface OAuthResourceOptions {
  /** The identifier that tokens have to be for (RFC 8707). Default: the URL of the controller. */
  resource?: string;
  /** How people call it. */
  name?: string;
  /** A URL with what developers need to know. */
  documentation?: string;
  /** The scopes that mean something here. Default: those that its handlers ask for. */
  scopes?: ScopeName[];
}

/**
 * Makes a controller a resource of its own: its guards accept a token only if its audience contains the resource, and its
 * metadata (RFC 9728) is at /.well-known/oauth-protected-resource, followed by the path of the resource; each challenge says
 * where. Classes that extend it are the same. An authorization server in the same application issues tokens for it to whoever
 * asks with `resource` (RFC 8707), and with `scopes` no scopes but those.
 */
export function OAuthResource(options: OAuthResourceOptions = {}): ClassDecorator {
  return (target, ...more: unknown[]) => {
    refuseStandard('OAuthResource', more[0]);
    metadataOf(target as Class).resource = options;
  };
}
