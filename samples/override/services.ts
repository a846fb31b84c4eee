import { randomBytes } from 'node:crypto';
import {
  AccessToken,
  Authenticator,
  AuthorizationCodeGenerator,
  OAuthRequest,
  TokenContext,
  TokenGenerator,
  User,
  UserProvider,
} from 'oauth-controllers';
import { Service } from 'typedi';

@Service({ id: TokenGenerator }) // TypeDI replaces the default
export class TenantTokens extends TokenGenerator {
  override async accessToken(context: TokenContext) {
    return `${context.user?.claims.tenant ?? 'machines'}_${await super.accessToken(context)}`;
  }
  override lifetime(context: TokenContext) {
    return context.client.trusted ? ('1h' as const) : ('5m' as const);
  }
}

@Service({ id: AuthorizationCodeGenerator })
export class ShortCodes extends AuthorizationCodeGenerator {
  override async generate() {
    return randomBytes(32).toString('base64url');
  }
}

@Service()
export class ApiKeys {
  private readonly keys = new Map<string, AccessToken>();

  /** From now on the key stands for the token. */
  add(key: string, token: AccessToken) {
    this.keys.set(key, token);
  }
  async find(key: string): Promise<AccessToken | undefined> {
    return this.keys.get(key);
  }
}

@Service({ id: Authenticator }) // accept API keys next to bearer tokens
export class ApiKeyAuthenticator extends Authenticator {
  constructor(private readonly keys: ApiKeys) {
    super();
  }
  override async authenticate(request: OAuthRequest) {
    const key = request.header('x-api-key');
    return key ? this.keys.find(key) : super.authenticate(request);
  }
}

@Service({ id: UserProvider }) // your user table stays yours
export class Accounts extends UserProvider {
  private readonly users = [{ id: '1', username: 'ada', claims: { tenant: 'engines' } }];

  override async findById(id: string) {
    const found = this.users.find(user => user.id === id);
    return found && Object.assign(new User(), found);
  }
  override async verify(username: string, password: string) {
    const found = this.users.find(user => user.username === username);
    return found && password === 'lovelace' ? this.findById(found.id) : undefined;
  }
}

/** For `createOAuthServer({ services })`: named there, neither load order nor a bundler can lose them. */
export const services = [TenantTokens, ShortCodes, ApiKeyAuthenticator, Accounts];
