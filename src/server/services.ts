import type { ClientAuthenticator } from '../clients/client-authenticator';
import type { ScopePolicy } from '../core/scope-policy';
import type { UserProvider } from '../core/user';
import type { Authenticator } from '../resource/authenticator';
import type { BearerTokens } from '../resource/bearer-tokens';
import type { AuthorizationCodeGenerator } from '../tokens/authorization-code-generator';
import type { IntrospectionPolicy } from '../tokens/introspection-policy';
import type { TokenGenerator } from '../tokens/token-generator';
import type { TokenRevoker } from '../tokens/token-revoker';

/** The replaceable services, each asked for at the moment of its use. */
export interface Services {
  readonly tokenGenerator: TokenGenerator;
  readonly authorizationCodeGenerator: AuthorizationCodeGenerator;
  readonly authenticator: Authenticator;
  readonly clientAuthenticator: ClientAuthenticator;
  readonly userProvider: UserProvider;
  readonly scopePolicy: ScopePolicy;
  readonly bearerTokens: BearerTokens;
  readonly tokenRevoker: TokenRevoker;
  readonly introspectionPolicy: IntrospectionPolicy;
}
