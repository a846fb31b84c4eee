import { inspect } from 'node:util';
import type { Scope } from '../../core/scope';
import type { ProtectOptions, Rule } from '../../resource/rule';
import type { Class } from '../metadata';
import { prepareOnBuild } from '../prepare';
import { addRule } from '../rules';
import { refuseStandard } from './standard';

type ClassOrMethodDecorator = ClassDecorator & MethodDecorator;

/**
 * Protects a handler, or every handler of a class: a request needs an access token with all of these scopes. A scope may be an
 * expression of `anyOf` and `allOf`. What a class asks for is added to what its methods ask for. Without scopes any valid token
 * will do.
 */
export function OAuthScope(...scopes: [...Scope[]] | [...Scope[], ProtectOptions]): ClassOrMethodDecorator {
  const last = scopes.at(-1);
  const options = isProtectOptions(last) ? last : undefined;
  const wanted: unknown[] = options ? scopes.slice(0, -1) : scopes;
  // A misspelt constant is undefined, and would ask for nothing.
  if (!wanted.every(isScope))
    throw new TypeError(`@OAuthScope was given ${inspect(wanted.find(one => !isScope(one)))}; name scopes, anyOf() or allOf().`);
  return protect('OAuthScope', { scopes: wanted as Scope[], subject: options?.subject, tokenTypes: options?.tokenTypes });
}

function isScope(value: unknown): value is Scope {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'kind' in value);
}

function isProtectOptions(value: unknown): value is ProtectOptions {
  return (
    typeof value === 'object' && value !== null && Object.keys(value).every(key => key === 'subject' || key === 'tokenTypes')
  );
}

/** Lets anonymous requests pass. A token that is sent still has to be good, and to have the scopes that the class asks for. */
export function OAuthOptional(): ClassOrMethodDecorator {
  return protect('OAuthOptional', { scopes: [], optional: true });
}

/** Takes a handler out of its class's rule: everybody may call it, and tokens are not looked at. */
export function OAuthPublic(): MethodDecorator {
  return protect('OAuthPublic', { scopes: [], open: true });
}

function protect(decorator: string, rule: Rule): ClassOrMethodDecorator {
  return (target: object, method?: string | symbol): void => {
    refuseStandard(decorator, method);
    if (method === undefined) addRule(target as Class, undefined, rule);
    else addRule(target.constructor, String(method), rule);
    prepareOnBuild();
  };
}
