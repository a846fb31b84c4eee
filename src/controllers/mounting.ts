import { getMetadataArgsStorage } from 'routing-controllers';
import { scopeNames } from '../core/scope';
import type { ProtectedApplication } from '../resource/protected-application';
import { restoreAuthorized, restoreInherited } from './inheritance';
import { type Class, type EndpointKind, lineage, nearest } from './metadata';
import { methodsOf } from './prepare';
import { addRule, ruleOf, tokenNeedOf } from './rules';

export interface MountOptions {
  readonly routePrefix: string;
  /** Whether the application decides itself what @Authorized and @CurrentUser mean. */
  readonly ownAuthorizationChecker: boolean;
  readonly ownCurrentUserChecker: boolean;
  /** Told of each endpoint. @throws TypeError where it cannot be */
  readonly endpoint: (kind: EndpointKind, path: string, handler: string) => void;
}

/**
 * Goes over every handler of the controllers, inherited ones too, before the application is built: rules are checked.
 * @returns the paths of the endpoints
 */
export function mount(application: ProtectedApplication, controllers: readonly Class[], options: MountOptions): string[] {
  const taken = new Map<string, Handler>();
  for (const controller of controllers) {
    restoreAuthorized(controller);
    for (const method of methodsOf(controller)) mountOne(application, [controller, method], options, taken);
  }
  return [...taken.keys()];
}

type Handler = readonly [target: Class, method: string];

function mountOne(application: ProtectedApplication, handler: Handler, options: MountOptions, taken: Map<string, Handler>): void {
  const [target, method] = handler;
  restoreInherited(target, method);
  const kind = nearest(target, metadata => metadata.endpoints.get(method));
  const path = options.routePrefix + routeOf(target, method);
  if (kind) {
    refuseTaken(path, taken.get(path), handler);
    taken.set(path, handler);
    options.endpoint(kind, path, `${target.name}.${method}`);
    checkTokenEndpoint(application, handler);
  } else addFrameworkRule(target, method, options);
  checkRule(application, target, method);
}

/** The second one would never be reached. A class may stand beside one that it extends. */
function refuseTaken(path: string, first: Handler | undefined, [target, method]: Handler): void {
  if (!first) return;
  const [other, name] = first;
  const isSame = name === method && ([...lineage(target)].includes(other) || [...lineage(other)].includes(target));
  if (!isSame)
    throw new TypeError(
      `${other.name}.${name} and ${target.name}.${method} are endpoints at ${path}, where the first alone would be reached; give one another path.`,
    );
}

function checkTokenEndpoint({ context }: ProtectedApplication, [target, method]: Handler): void {
  const { scopes = [] } = nearest(target, metadata => metadata.tokenEndpoints.get(method)) ?? {};
  const unknown = scopes.find(name => !context.scopes.has(name));
  if (unknown !== undefined)
    throw new TypeError(
      `${target.name}.${method} issues the scope ${JSON.stringify(unknown)}, which is not declared; add it to the option scopes, or correct its @TokenEndpoint.`,
    );
}

function routeOf(target: Class, method: string): string {
  const { controllers, actions } = getMetadataArgsStorage();
  const prefix = controllers.find(one => one.target === target)?.route ?? '';
  for (const one of lineage(target)) {
    const action = actions.find(({ target: owner, method: name }) => owner === one && name === method);
    if (action) return `${prefix}${typeof action.route === 'string' ? action.route : ''}`;
  }
  return prefix;
}

function checkRule(application: ProtectedApplication, target: Class, method: string): void {
  const rule = ruleOf(target, method);
  if (!rule) return;
  const unknown = rule.scopes.flatMap(scopeNames).find(name => !application.context.scopes.has(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `${target.name}.${method} asks for the scope ${JSON.stringify(unknown)}, which is not declared; add it to the option scopes, or correct its @OAuthScope.`,
    );
  }
  const accepted = application.context.settings.tokenTypes;
  if (rule.tokenTypes && !rule.tokenTypes.some(type => accepted.has(type))) {
    throw new TypeError(
      `${target.name}.${method} accepts no token type that the server accepts, which are ${[...accepted].join(', ')}; change the tokenTypes of its @OAuthScope, or the option tokenTypes.`,
    );
  }
  if (rule.open && tokenNeedOf(target, method)) {
    throw new TypeError(
      `${target.name}.${method} is @OAuthPublic, where tokens are not looked at, and has a parameter of the token; use @OAuthOptional and { required: false }.`,
    );
  }
}

/** routing-controllers' own @Authorized and @CurrentUser ask for a token too, unless the application has checkers of its own. */
function addFrameworkRule(target: Class, method: string, options: MountOptions): void {
  if (ruleOf(target, method)) return;
  const { responseHandlers, params } = getMetadataArgsStorage();
  const authorized = responseHandlers.some(
    one => one.type === 'authorized' && one.target === target && (one.method ?? method) === method,
  );
  if (authorized && !options.ownAuthorizationChecker) {
    addRule(target, method, { scopes: [] });
    return;
  }
  const user = params.find(one => one.type === 'current-user' && one.object.constructor === target && one.method === method);
  if (!user) return;
  if (!options.ownCurrentUserChecker) addRule(target, method, { scopes: [], optional: !user.required });
  // The application's own users come first, but a token that is sent has to be for this resource.
  else if (nearest(target, metadata => metadata.resource)) addRule(target, method, { scopes: [], optional: true });
}
