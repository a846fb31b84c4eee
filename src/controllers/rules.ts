import { combine, common, type Rule } from '../resource/rule';
import { type Class, lineage, metadataOf, nearest, type TokenNeed } from './metadata';

/**
 * The rule of a handler: the rules of the class and of every class that it extends, added to the nearest rule of the method.
 * An inherited handler so keeps its guard, and a class that extends a guarded one is guarded too.
 */
export function ruleOf(target: Class, method: string): Rule | undefined {
  const known = computed.get(target)?.get(method);
  return known ?? remembered(target, method);
}

function remembered(target: Class, method: string): Rule | undefined {
  const known = computed.get(target) ?? new Map<string, Rule | undefined>();
  computed.set(target, known);
  if (!known.has(method)) known.set(method, computeRule(target, method));
  return known.get(method);
}

/** Rules that were added up already. Decorators add rules while classes are defined; then all is reckoned anew. */
let computed = new WeakMap<Class, Map<string, Rule | undefined>>();

function computeRule(target: Class, method: string): Rule | undefined {
  // The base class first: whether anonymous requests may pass is decided nearest to the handler.
  const classRules = [...lineage(target)].map(one => metadataOf(one).rule).reduceRight(combine, undefined);
  const methodRule = nearest(target, metadata => metadata.methods.get(method));
  const rule = combine(classRules, methodRule);
  const need = tokenNeedOf(target, method);
  if (!rule) return need && { scopes: [], optional: need === 'optional' };
  // A handler that asks for the token as a parameter cannot be called without one.
  return need === 'required' && rule.optional ? { ...rule, optional: false } : rule;
}

/** What the parameters of a handler need: `@CurrentToken()` says by itself that there has to be a token. */
export function tokenNeedOf(target: Class, method: string): TokenNeed | undefined {
  return nearest(target, metadata => metadata.tokens.get(method));
}

/**
 * Adds to what decorators have said of a class or a method before: several @OAuthScope on one handler all count.
 * @throws TypeError when they contradict each other
 */
export function addRule(target: Class, method: string | undefined, rule: Rule): void {
  computed = new WeakMap();
  const metadata = metadataOf(target);
  const where = method === undefined ? target.name : `${target.name}.${method}`;
  if (method === undefined) metadata.rule = merge(metadata.rule, rule, where);
  else metadata.methods.set(method, merge(metadata.methods.get(method), rule, where));
}

function merge(known: Rule | undefined, added: Rule, where: string): Rule {
  if (!known) return added;
  if (Boolean(known.open) !== Boolean(added.open))
    throw new TypeError(`${where} has @OAuthPublic and another rule; keep one: @OAuthPublic opens it to everybody.`);
  if (known.subject && added.subject && known.subject !== added.subject)
    throw new TypeError(`${where} asks for the subject 'user' and for the subject 'client'; no token has both.`);
  return {
    scopes: [...known.scopes, ...added.scopes],
    subject: added.subject ?? known.subject,
    tokenTypes: common(known.tokenTypes, added.tokenTypes),
    optional: known.optional || added.optional,
    open: known.open,
  };
}
