import { dirname, join, sep } from 'node:path';
import { type Action, type ActionMetadata, getFromContainer, useContainer } from 'routing-controllers';
import { Container } from 'typedi';

/** Controllers come out of TypeDI when the application has not chosen a container itself. */
export function useTypedi(): void {
  class Probe {}
  try {
    // The framework's own container makes anything; one of the application's answers with an error or with something else.
    if (!(getFromContainer(Probe) instanceof Probe) || Container.has(Probe)) return;
  } catch {
    return;
  }
  const known = <T>(type: new (...args: never[]) => T): T | undefined =>
    Container.has(type as never) ? Container.get<T>(type as never) : undefined;
  useContainer({ get: known as never }, { fallback: true });
}

/**
 * Whether handlers get their controllers from a container that looks at no request: that of routing-controllers, TypeDI's, or
 * the one above. Any other may look at all that a framework has made of a request. Nobody tells which one there is, so it is
 * asked for a class of ours, and who has called its constructor tells who was asked.
 */
export class SilentContainer {
  private readonly probe = class Probe {
    static isSilent = false;
    constructor() {
      Probe.isSilent = isSilent(callers());
    }
  };
  private readonly controllers = new WeakMap<ActionMetadata, boolean>();
  private given?: object;
  private isForeign = false;

  /** Asked for each request, as another one may have been chosen by now; then the framework's way is taken from there on. */
  gives(action: ActionMetadata): boolean {
    if (this.isForeign) return false;
    try {
      this.given ??= this.first();
      this.isForeign = !this.given || getFromContainer(this.probe) !== this.given;
    } catch {
      this.isForeign = true;
    }
    return !this.isForeign && this.isUnseen(action);
  }

  private first(): object | undefined {
    // TypeDI gives nothing that it does not know.
    Container.set({ id: this.probe, type: this.probe as never });
    const given = getFromContainer(this.probe);
    return this.probe.isSilent ? given : undefined;
  }

  private isUnseen(action: ActionMetadata): boolean {
    const known = this.controllers.get(action);
    if (known !== undefined) return known;
    const unseen = isUnseenBy(action);
    this.controllers.set(action, unseen);
    return unseen;
  }
}

/** One of the application's may answer for its own classes alone (`fallback`): then it looks, or gives another each time. */
function isUnseenBy({ controllerMetadata }: ActionMetadata): boolean {
  let seen = false;
  const get = (): undefined => {
    seen = true;
  };
  const action = Object.defineProperties(
    {} as Action,
    Object.fromEntries(['request', 'response', 'context', 'next'].map(name => [name, { get, enumerable: true }])),
  );
  try {
    const one: unknown = controllerMetadata.getInstance(action);
    const another: unknown = controllerMetadata.getInstance(action);
    return one === another && !seen;
  } catch {
    return false;
  }
}

/** The innermost first. */
function callers(): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 50;
    Error.prepareStackTrace = (_error, sites) => sites;
    return new Error().stack as unknown as NodeJS.CallSite[];
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

/** Whether what routing-controllers has asked itself stands in a file of the containers that are known. */
function isSilent(sites: readonly NodeJS.CallSite[]): boolean {
  const routing = join(dirname(require.resolve('routing-controllers')), 'container.js');
  const typedi = dirname(require.resolve('typedi')) + sep;
  const files = sites.map(one => one.getFileName() ?? '');
  const index = sites.findLastIndex((one, at) => files[at] === routing && one.getFunctionName() === 'getFromContainer');
  const asked = files[index - 1] ?? '';
  return asked === routing || asked === __filename || asked.startsWith(typedi);
}
