import type { ScopeName } from '../core/scope-names';
import type { TokenEndpointOptions } from '../endpoints/token/token-endpoint';
import type { Rule } from '../resource/rule';

/** A constructor, as decorators are given it. */
// biome-ignore lint/complexity/noBannedTypes: decorators and routing-controllers say Function for a class
export type Class = Function;

/** Endpoints that answer by themselves, under the name that `server.endpoint()` knows them by. */
export type NamedEndpointKind = 'revocation' | 'jwks' | 'pushed_authorization_request';
export type EndpointKind = 'authorization' | 'token' | 'introspection' | 'login' | 'consent' | NamedEndpointKind;

/** Parameter decorators that need a token, or would like one. */
export type TokenNeed = 'required' | 'optional';

/** What @OAuthResource says. */
export interface ResourceNaming {
  readonly resource?: string;
  readonly name?: string;
  readonly documentation?: string;
  readonly scopes?: readonly ScopeName[];
}

interface ClassMetadata {
  rule?: Rule;
  resource?: ResourceNaming;
  readonly methods: Map<string, Rule>;
  readonly endpoints: Map<string, EndpointKind>;
  readonly tokenEndpoints: Map<string, TokenEndpointOptions>;
  readonly tokens: Map<string, TokenNeed>;
  /** Methods that add to the server's metadata, and which of a method's parameters are given the document. */
  readonly metadataHooks: Set<string>;
  readonly metadataParameters: Map<string, number[]>;
}

/** What decorators have recorded. Facts about classes only; nothing of a server or of a request. */
const classes = new WeakMap<Class, ClassMetadata>();

export function metadataOf(target: Class): ClassMetadata {
  const known = classes.get(target);
  if (known) return known;
  const made: ClassMetadata = {
    ...{ methods: new Map(), endpoints: new Map(), tokenEndpoints: new Map(), tokens: new Map() },
    ...{ metadataHooks: new Set(), metadataParameters: new Map() },
  };
  classes.set(target, made);
  return made;
}

/** A class and what it extends, itself first. */
export function* lineage(target: Class): Generator<Class> {
  for (let one: unknown = target; isClass(one); one = Object.getPrototypeOf(one)) yield one;
}

const isClass = (one: unknown): one is Class => typeof one === 'function' && one !== Function.prototype;

/** The nearest that a class or one of its ancestors says of a method. */
export function nearest<T>(target: Class, read: (metadata: ClassMetadata) => T | undefined): T | undefined {
  // No generator: each request to a guarded handler asks this.
  for (let one: unknown = target; isClass(one); one = Object.getPrototypeOf(one)) {
    const known = classes.get(one);
    const found = known && read(known);
    if (found !== undefined) return found;
  }
  return undefined;
}
