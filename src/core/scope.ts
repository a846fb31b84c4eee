import { invalidScope } from './errors';
import type { ScopeName } from './scope-names';

export interface ScopeExpression {
  readonly kind: 'any' | 'all';
  readonly of: readonly Scope[];
}

/** A scope name, or an expression made of them. */
export type Scope = ScopeName | ScopeExpression;

/** Met when one of the scopes is. */
export function anyOf(...scopes: Scope[]): ScopeExpression {
  return expression('any', scopes);
}

/** Met when all of the scopes are. */
export function allOf(...scopes: Scope[]): ScopeExpression {
  return expression('all', scopes);
}

function expression(kind: 'any' | 'all', of: readonly Scope[]): ScopeExpression {
  // An empty "any" could never be met and an empty "all" always would be: both hide a mistake.
  if (of.length === 0) throw new TypeError(`${kind}Of() has no scope; name at least one, for example ${kind}Of('photos:read').`);
  return { kind, of };
}

export function isSatisfied(scope: Scope, granted: ReadonlySet<string>): boolean {
  if (typeof scope === 'string') return granted.has(scope);
  return scope.kind === 'any'
    ? scope.of.some(one => isSatisfied(one, granted))
    : scope.of.every(one => isSatisfied(one, granted));
}

/**
 * The scopes that a token needs for an operation: what a challenge names (RFC 6750 section 3.1).
 * Of alternatives it is the one that asks for the least more than what is granted.
 */
export function neededScopes(scope: Scope, granted: ReadonlySet<string>): string[] {
  if (typeof scope === 'string') return [scope];
  const parts = scope.of.map(one => neededScopes(one, granted));
  if (scope.kind === 'all') return [...new Set(parts.flat())];
  const missing = (names: string[]): number => names.filter(name => !granted.has(name)).length;
  return parts.reduce((best, next) => (missing(next) < missing(best) ? next : best));
}

/** Every name in an expression. */
export function scopeNames(scope: Scope): string[] {
  return typeof scope === 'string' ? [scope] : scope.of.flatMap(scopeNames);
}

/** RFC 6749 section 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ). */
const scopeToken = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

export function isScopeToken(name: string): boolean {
  return scopeToken.test(name);
}

/**
 * The names in a scope parameter, without repetitions.
 * @throws OAuthError invalid_scope when it breaks the grammar of RFC 6749 section 3.3
 */
export function parseScope(text: string): string[] {
  const names = text.split(' ');
  if (!names.every(isScopeToken)) throw invalidScope('The scope is malformed');
  return names.length === 1 ? names : [...new Set(names)];
}

/** A granted or requested set of scopes. */
export class Scopes implements Iterable<ScopeName> {
  private readonly names: ReadonlySet<string>;
  private text?: string;

  constructor(
    names: Iterable<string>,
    private readonly descriptions: ReadonlyMap<string, string> = new Map(),
  ) {
    this.names = new Set(names);
  }

  get size(): number {
    return this.names.size;
  }

  has(scope: Scope): boolean {
    return isSatisfied(scope, this.names);
  }

  /** The scopes that are in the other set too. */
  intersect(other: Iterable<string>): Scopes {
    if (other === this) return this;
    const allowed = new Set(other);
    const both = [...this.names].filter(name => allowed.has(name));
    return both.length === this.names.size ? this : new Scopes(both, this.descriptions);
  }

  /** For a consent page: each scope with the description that the server was given. */
  describe(): { name: ScopeName; description: string }[] {
    return [...this].map(name => ({ name, description: this.descriptions.get(name) ?? name }));
  }

  needed(scope: Scope): string[] {
    return neededScopes(scope, this.names);
  }

  [Symbol.iterator](): IterableIterator<ScopeName> {
    return (this.names as ReadonlySet<ScopeName>).values();
  }

  toString(): string {
    this.text ??= [...this.names].join(' ');
    return this.text;
  }

  toJSON(): string[] {
    return [...this.names];
  }
}
