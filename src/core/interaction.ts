import type { Client } from './client';
import type { Html } from './html';
import type { Scopes } from './scope';
import type { User } from './user';

/** What a page posts back. `hidden` ties the post to this interaction, this browser and, for a consent, this user. */
export interface InteractionForm {
  action: string;
  method: 'post';
  hidden: Html;
}

/** An authorization request that waits for its user: what a login or consent page of your own is given. */
export class Interaction {
  readonly id: string;
  readonly kind: 'login' | 'consent';
  readonly client: Client;
  readonly scopes: Scopes;
  /** Undefined on a login page. */
  readonly user?: User;
  /** The host that the user will be sent to: show it. */
  readonly redirectHost: string;
  /** What to tell the user about the last attempt. */
  readonly error?: string;
  readonly form: InteractionForm;

  constructor(facts: Omit<Interaction, never>) {
    this.id = facts.id;
    this.kind = facts.kind;
    this.client = facts.client;
    this.scopes = facts.scopes;
    this.user = facts.user;
    this.redirectHost = facts.redirectHost;
    this.error = facts.error;
    this.form = facts.form;
  }
}
