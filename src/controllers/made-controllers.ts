import type { Class } from './metadata';

/** Those that were made for one server: no other server's application may pick them up. */
export const madeControllers = new WeakSet<Class>();

export interface MadeControllers {
  readonly controllers: readonly Class[];
  /** As the router knows them. */
  readonly paths: readonly string[];
}
