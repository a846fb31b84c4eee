import { getMetadataArgsStorage } from 'routing-controllers';
import { mountEndpoint } from './endpoint-actions';
import { guard } from './guards';
import { restoreInherited } from './inheritance';
import { type Class, lineage, nearest } from './metadata';
import { ruleOf } from './rules';

const watched = new WeakSet<object>();

/**
 * Whichever way an application is started, routing-controllers asks its storage for the actions of each controller first. At
 * that moment all decorators have run, in whatever order they stand, and everything that is protected gets its guard. An
 * application that was started past `server.options()` so finds its protected handlers closed instead of open.
 */
export function prepareOnBuild(): void {
  const storage = getMetadataArgsStorage();
  if (watched.has(storage)) return;
  watched.add(storage);
  const actionsOf = storage.filterActionsWithTarget;
  storage.filterActionsWithTarget = function (target) {
    prepare(target);
    return actionsOf.call(this, target);
  };
}

function prepare(target: Class): void {
  for (const method of methodsOf(target)) {
    const kind = nearest(target, metadata => metadata.endpoints.get(method));
    const rule = ruleOf(target, method);
    if (kind || rule) restoreInherited(target, method);
    if (kind) mountEndpoint(target, method, kind);
    if (rule) guard(target, method);
  }
}

/** The handlers of a class, inherited ones included. */
export function methodsOf(target: Class): Set<string> {
  const classes = new Set(lineage(target));
  const { actions } = getMetadataArgsStorage();
  return new Set(actions.filter(action => classes.has(action.target)).map(action => action.method));
}
