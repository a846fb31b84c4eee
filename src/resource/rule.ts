import { allOf, type Scope } from '../core/scope';
import type { TokenTypeName } from '../core/settings';

export interface ProtectOptions {
  /** Who the token has to stand for: a user, or a client that acts for itself. */
  subject?: 'user' | 'client';
  /** The token types that are accepted here, of those that the server accepts: `['dpop']` where a stolen token must be worth nothing. */
  tokenTypes?: readonly TokenTypeName[];
}

/** What a handler asks of a request. Pure data, so that rules of a class and of its methods can be added up. */
export interface Rule {
  /** All of them are needed. */
  readonly scopes: readonly Scope[];
  readonly subject?: 'user' | 'client';
  /** Undefined: those of the Authenticator, or of the server. */
  readonly tokenTypes?: readonly TokenTypeName[];
  /** Anonymous requests may pass; a token that is sent still has to be good. */
  readonly optional?: boolean;
  /** Everybody may pass; tokens are not looked at. */
  readonly open?: boolean;
}

/** A class's rule and a method's: scopes are added, and the method decides whether it is open or optional. */
export function combine(outer: Rule | undefined, inner: Rule | undefined): Rule | undefined {
  if (!outer || !inner) return outer ?? inner;
  if (inner.open) return inner;
  return {
    scopes: [...outer.scopes, ...inner.scopes],
    subject: inner.subject ?? outer.subject,
    tokenTypes: common(outer.tokenTypes, inner.tokenTypes),
    optional: inner.optional,
  };
}

/** What both name; undefined names all. */
export function common<T>(outer: readonly T[] | undefined, inner: readonly T[] | undefined): readonly T[] | undefined {
  return outer && inner ? inner.filter(one => outer.includes(one)) : (inner ?? outer);
}

/** The rule's scopes as one expression; undefined when any valid token will do. */
export function requiredScope({ scopes }: Rule): Scope | undefined {
  return scopes.length > 1 ? allOf(...scopes) : scopes[0];
}
