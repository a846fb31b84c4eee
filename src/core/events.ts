import type { AccessToken } from './access-token';
import type { Client } from './client';
import type { Logger } from './logger';
import type { User } from './user';

/** What every event tells; it never carries a token's value, a code or a secret. */
export interface EventFacts {
  readonly at: Date;
  readonly client?: Client;
  readonly user?: User;
  readonly ip?: string;
}

export interface OAuthEventMap {
  clientAuthenticated: EventFacts & { readonly client: Client };
  tokenAuthenticated: EventFacts & { readonly token: AccessToken };
  tokenIssued: EventFacts & { readonly client: Client; readonly grantType: string; readonly scopes: readonly string[] };
  tokenRevoked: EventFacts & { readonly client: Client };
  codeIssued: EventFacts & { readonly client: Client; readonly user: User };
  codeReused: EventFacts & { readonly client: Client };
  refreshTokenReused: EventFacts & { readonly client: Client };
  consentGranted: EventFacts & { readonly client: Client; readonly user: User; readonly scopes: readonly string[] };
  /** `user` is who denied on the consent page; on the login page anybody may, and what a decision denies has no user. */
  consentDenied: EventFacts & { readonly client: Client };
  loginSucceeded: EventFacts & { readonly user: User };
  loginFailed: EventFacts & { readonly username: string };
}

export type OAuthEventName = keyof OAuthEventMap;
type Listener<E extends OAuthEventName> = (facts: OAuthEventMap[E]) => unknown;

/** Typed events. A listener is never waited for, and one that throws or rejects is logged: no request comes to harm. */
export class OAuthEvents {
  private readonly listeners = new Map<OAuthEventName, Listener<never>[]>();

  constructor(private readonly logger: Logger) {}

  on<E extends OAuthEventName>(event: E, listener: Listener<E>): this {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
    return this;
  }

  off<E extends OAuthEventName>(event: E, listener: Listener<E>): this {
    this.listeners.set(
      event,
      (this.listeners.get(event) ?? []).filter(one => one !== listener),
    );
    return this;
  }

  /** @param told the facts, or what makes them: it is not called where nobody listens */
  emit<E extends OAuthEventName>(event: E, told: OAuthEventMap[E] | (() => OAuthEventMap[E])): void {
    const listeners = this.listeners.get(event);
    if (listeners === undefined || listeners.length === 0) return;
    const facts = typeof told === 'function' ? told() : told;
    for (const listener of listeners) this.call(event, listener as Listener<E>, facts);
  }

  private call<E extends OAuthEventName>(event: E, listener: Listener<E>, facts: OAuthEventMap[E]): void {
    const failed = (thrown: unknown): void =>
      this.logger.error(`A listener of the event ${event} failed; the request went on.`, thrown);
    try {
      Promise.resolve(listener(facts)).catch(failed);
    } catch (thrown) {
      failed(thrown);
    }
  }
}
