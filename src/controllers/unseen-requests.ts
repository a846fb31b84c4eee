import type { Action, ActionMetadata } from 'routing-controllers';

const members = ['request', 'response', 'context', 'next'] as const;

/**
 * Whether the container that controllers come from looks at the requests that routing-controllers tells it of: one for many tenants
 * may, and needs all that a framework has made of a request.
 */
export class UnseenRequests {
  private readonly watched: Action;
  private controller?: unknown;
  private isSeen = false;

  constructor(private readonly action: ActionMetadata) {
    const get = (): void => {
      this.isSeen = true;
    };
    const properties = members.map(name => [name, { get, enumerable: true }] as const);
    this.watched = Object.defineProperties({} as Action, Object.fromEntries(properties));
  }

  /** Asked before each request, as another container may have been chosen by now. Who has looked once is asked no more. */
  areUnseen(): boolean {
    if (this.isSeen) return false;
    try {
      this.controller ??= this.asked();
      // One of its own for each request may be told of the request in other ways.
      if (this.asked() !== this.controller) this.isSeen = true;
    } catch {
      this.isSeen = true;
    }
    return !this.isSeen;
  }

  private asked(): unknown {
    return this.action.controllerMetadata.getInstance(this.watched);
  }
}
