import { redirectUri, scope, service, web } from '../common/fixture.mjs';

const clients = new Map([
  [service.id, { id: service.id, secret: service.secret, grants: ['client_credentials'], redirectUris: [] }],
  [web.id, { id: web.id, secret: web.secret, grants: ['authorization_code', 'refresh_token'], redirectUris: [redirectUri] }],
]);

/** The model of the application, as its examples write it: everything in a Map. */
export class MapModel {
  #codes = new Map();
  #access = new Map();
  #refresh = new Map();

  async getClient(id, secret) {
    const client = clients.get(id);
    return client !== undefined && (secret === null || secret === client.secret) ? client : undefined;
  }

  async getUserFromClient({ id }) {
    return { id };
  }

  async validateScope(_user, _client, scopes) {
    return scopes?.every(one => one === scope) ? scopes : false;
  }

  async verifyScope(token, scopes) {
    return scopes.every(one => token.scope.includes(one));
  }

  async saveToken(token, client, user) {
    const saved = { ...token, client, user };
    this.#access.set(token.accessToken, saved);
    if (token.refreshToken !== undefined) this.#refresh.set(token.refreshToken, saved);
    return saved;
  }

  async getAccessToken(value) {
    return this.#access.get(value);
  }

  async getRefreshToken(value) {
    return this.#refresh.get(value);
  }

  async revokeToken({ refreshToken }) {
    return this.#refresh.delete(refreshToken);
  }

  async saveAuthorizationCode(code, client, user) {
    const saved = { ...code, client, user };
    this.#codes.set(code.authorizationCode, saved);
    return saved;
  }

  async getAuthorizationCode(value) {
    return this.#codes.get(value);
  }

  async revokeAuthorizationCode({ authorizationCode }) {
    return this.#codes.delete(authorizationCode);
  }
}
