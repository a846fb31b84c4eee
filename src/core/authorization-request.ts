import type { Client } from './client';
import { type ApproveOptions, Decision } from './decision';
import type { Params } from './params';
import type { Scopes } from './scope';
import type { ResponseType } from './settings';
import type { User } from './user';

export interface AuthorizationRequestFacts {
  readonly client: Client;
  readonly responseType: ResponseType;
  readonly redirectUri: string;
  readonly redirectUriSent: boolean;
  readonly scopes: Scopes;
  readonly state?: string;
  readonly prompt: readonly string[];
  readonly resource: readonly string[];
  readonly codeChallenge?: string;
  readonly params: Params;
}

/** An authorization request that was proven valid (RFC 6749 section 4.1.1). It waits for a decision. */
export class AuthorizationRequest {
  readonly client: Client;
  readonly responseType: ResponseType;
  readonly redirectUri: string;
  readonly redirectUriSent: boolean;
  readonly scopes: Scopes;
  readonly state?: string;
  readonly prompt: readonly string[];
  readonly resource: readonly string[];
  readonly codeChallenge?: string;
  private readonly params: Params;

  constructor(facts: AuthorizationRequestFacts) {
    this.client = facts.client;
    this.responseType = facts.responseType;
    this.redirectUri = facts.redirectUri;
    this.redirectUriSent = facts.redirectUriSent;
    this.scopes = facts.scopes;
    this.state = facts.state;
    this.prompt = facts.prompt;
    this.resource = facts.resource;
    this.codeChallenge = facts.codeChallenge;
    this.params = facts.params;
  }

  /** Whether the answer carries an access token, and so goes into the fragment. */
  get fragment(): boolean {
    return this.responseType !== 'code';
  }

  /** All parameters as an object; a repeated one is an array. */
  get parameters(): Record<string, string | string[]> {
    return this.params.toObject();
  }

  /** All parameters as a query string, without the question mark. */
  get queryString(): string {
    return this.params.toString();
  }

  /** Sends the user to log in, on the built-in page, on yours (`@LoginPage`), or to the path that is given. */
  login(options: { path?: string } = {}): Decision {
    return new Decision({ kind: 'login', path: options.path });
  }

  /** Asks the user on the consent page. */
  consent(user: User): Decision {
    return new Decision({ kind: 'consent', user });
  }

  /** Grants the request: the client gets a code for this user. */
  approve(user: User, options: ApproveOptions = {}): Decision {
    return new Decision({ kind: 'approve', user, options });
  }

  /** Refuses the request: the client gets access_denied with this reason. */
  deny(reason?: string): Decision {
    return new Decision({ kind: 'deny', reason });
  }
}
