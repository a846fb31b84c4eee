import type { Duration } from './duration';
import type { User } from './user';

export interface ApproveOptions {
  /** What is granted of the requested scopes. Default: all of them. */
  scopes?: Iterable<string> & object;
  /** How long the user is not asked again for the same client and scopes. Default: the consent is not remembered. */
  remember?: Duration;
  /** How strongly the user was authenticated: the acr of its tokens (OpenID Connect Core section 2). */
  acr?: string;
  /** By which means (RFC 8176): the amr of its tokens. */
  amr?: readonly string[];
}

export type DecisionFacts =
  | { readonly kind: 'login'; readonly path?: string }
  | { readonly kind: 'consent'; readonly user: User }
  | { readonly kind: 'approve'; readonly user: User; readonly options: ApproveOptions }
  | { readonly kind: 'deny'; readonly reason?: string };

/** What becomes of an authorization request. Made by the methods of AuthorizationRequest. */
export class Decision {
  readonly #facts: DecisionFacts;

  constructor(facts: DecisionFacts) {
    this.#facts = facts;
  }

  get facts(): DecisionFacts {
    return this.#facts;
  }
}
