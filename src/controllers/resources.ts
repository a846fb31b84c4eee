import { getMetadataArgsStorage } from 'routing-controllers';
import { scopeNames } from '../core/scope';
import type { ProtectedApplication } from '../resource/protected-application';
import { type ProtectedResource, protectedResource } from '../resource/protected-resource';
import { type Class, nearest } from './metadata';
import { methodsOf } from './prepare';
import { ruleOf } from './rules';

/**
 * The resources that controllers are, as @OAuthResource says; undefined for those that are none.
 * @throws TypeError for a resource or a scope that cannot be
 */
export function resourcesOf(
  application: ProtectedApplication,
  controllers: readonly Class[],
  routePrefix: string,
): ReadonlyMap<Class, ProtectedResource | undefined> {
  const { context } = application;
  const found = new Map<Class, ProtectedResource | undefined>();
  for (const controller of controllers) {
    const options = nearest(controller, metadata => metadata.resource);
    found.set(controller, undefined);
    if (!options) continue;
    const unknown = options.scopes?.find(scope => !context.scopes.has(scope));
    if (unknown !== undefined)
      throw new TypeError(
        `@OAuthResource of ${controller.name} has the scope ${JSON.stringify(unknown)}, which is not declared; add it to the option scopes.`,
      );
    const { resource = context.settings.origin + pathOf(controller, routePrefix), name, documentation } = options;
    const scopes = options.scopes ?? askedFor(controller);
    const where = `@OAuthResource of ${controller.name}: resource`;
    found.set(controller, protectedResource(resource, where, { name, documentation, scopes }));
    application.declareResource?.(resource, { name, scopes: options.scopes && [...options.scopes] });
  }
  return found;
}

function pathOf(controller: Class, routePrefix: string): string {
  const route = getMetadataArgsStorage().controllers.find(one => one.target === controller)?.route ?? '';
  return (routePrefix + route).replace(/\/$/, '');
}

function askedFor(controller: Class): string[] {
  const rules = [...methodsOf(controller)].flatMap(method => ruleOf(controller, method) ?? []);
  return [...new Set(rules.flatMap(rule => rule.scopes.flatMap(scopeNames)))];
}
