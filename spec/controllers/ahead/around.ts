import { type Application, layersOf, type SiteOptions } from './sites';

export type Call = (this: unknown, ...args: unknown[]) => unknown;

/** Puts something around a function, as tools do that trace an application. */
export function wrap(object: object, name: string, told: string[]): void {
  const known = (object as Record<string, Call>)[name] as Call;
  Object.assign(object, {
    [name](this: unknown, ...args: unknown[]) {
      told.push(name);
      return known.apply(this, args);
    },
  });
}

interface Routed {
  readonly handle: object;
  readonly stack?: Call[];
  readonly route?: { readonly path: string; readonly stack: { handle: Call }[] };
  readonly path?: string;
}

export const routeOf = (app: Application, path: string): Routed =>
  layersOf(app).find(one => (one.route?.path ?? one.path) === path) as unknown as Routed;

/** The same of the last in a stack of Koa. */
export function wrapLast(stack: Call[], told: string[]): void {
  const last = stack.pop() as Call;
  stack.push((context, next) => {
    told.push('handle');
    return last(context, next);
  });
}

export type Start = (options?: SiteOptions) => Promise<void>;
export type ExpectToSee = (names: readonly string[]) => Promise<void>;
