import type { Awaitable } from '../core/awaitable';
import type { ResourceContext } from '../core/context';
import type { OAuthRequest } from '../core/request';
import type { ResourceOptions } from '../core/resources';
import type { Admission } from './guard';
import type { ProtectedResource } from './protected-resource';
import type { Rule } from './rule';

/** Whatever guards handlers: an authorization server those beside it, or a resource server that stands apart. */
export interface ProtectedApplication {
  readonly context: ResourceContext;
  /** Whose tokens are accepted. */
  readonly issuers: readonly string[];
  /** The resource that handlers belong to which name none. */
  readonly resource?: ProtectedResource;
  /** Told of each resource that controllers are, so that tokens can be asked for it. */
  declareResource?(identifier: string, options: ResourceOptions): void;
  /** Whether a request may reach what a rule protects. */
  admit(request: OAuthRequest, rule: Rule, resource?: ProtectedResource): Awaitable<Admission>;
}
