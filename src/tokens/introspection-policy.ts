import type { Awaitable } from '../core/awaitable';
import type { Client } from '../core/client';
import type { OAuthRequest } from '../core/request';
import type { Scopes } from '../core/scope';
import type { User } from '../core/user';

/** A living token that a client asks about; never its value. */
export interface IntrospectedToken {
  readonly kind: 'access_token' | 'refresh_token';
  /** Whom it was issued to. */
  readonly client: Client;
  /** Undefined when the client acts for itself. */
  readonly user?: User;
  readonly scopes: Scopes;
  /** The resources that it is for; empty: any. */
  readonly audience: readonly string[];
}

/**
 * Who may learn of which token (RFC 7662 section 4). Replace it in TypeDI:
 * `@Service({ id: IntrospectionPolicy }) class Mine extends IntrospectionPolicy`.
 */
export class IntrospectionPolicy {
  /**
   * A client sees its own tokens. A resource server, a client registered with `introspects`, sees also the access tokens that are
   * for it. Nobody else's refresh token is ever shown: at a resource it would look like an access token.
   * @param caller the client that asks; a public one proves nothing
   * @returns false: it is told that there is no such token
   */
  maySee(caller: Client, token: IntrospectedToken, _request: OAuthRequest): Awaitable<boolean> {
    if (token.client.clientId === caller.clientId) return true;
    const { introspects = false } = caller.protocol;
    if (caller.public || token.kind === 'refresh_token') return false;
    return typeof introspects === 'boolean' ? introspects : token.audience.some(one => introspects.includes(one));
  }
}
