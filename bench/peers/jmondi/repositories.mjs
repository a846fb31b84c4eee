import { DateInterval, generateRandomToken } from '@jmondi/oauth2-server';
import { lifetime, redirectUri, scope, service, web } from '../common/fixture.mjs';

const scopes = [{ name: scope }];
const clients = new Map([
  [service.id, { ...service, name: 'Service', allowedGrants: ['client_credentials'], redirectUris: [], scopes }],
  [web.id, { ...web, name: 'Web', allowedGrants: ['authorization_code', 'refresh_token'], redirectUris: [redirectUri], scopes }],
]);
const life = new DateInterval(`${lifetime}s`);
const codes = new Map();
const access = new Map();
const refresh = new Map();

// What the application writes, as the documentation's examples do: everything in a Map.
export const clientRepository = {
  getByIdentifier: async id => clients.get(id),
  isClientValid: async (grant, client, secret) => client.secret === secret && client.allowedGrants.includes(grant),
};

export const scopeRepository = {
  getAllByIdentifiers: async names => scopes.filter(({ name }) => names.includes(name)),
  finalize: async given => given,
};

export const userRepository = {
  getUserByCredentials: async id => ({ id }),
};

export const codeRepository = {
  getByIdentifier: async code => codes.get(code),
  issueAuthCode: async (client, user, given) => ({
    ...{ code: generateRandomToken(), client, user, scopes: given },
    expiresAt: new DateInterval('5m').getEndDate(),
  }),
  persist: async code => void codes.set(code.code, code),
  isRevoked: async code => !codes.has(code),
  revoke: async code => void codes.delete(code),
};

export const tokenRepository = {
  issueToken: async (client, given, user) => ({
    ...{ accessToken: generateRandomToken(), client, user, scopes: given },
    accessTokenExpiresAt: life.getEndDate(),
  }),
  async issueRefreshToken(token) {
    token.refreshToken = generateRandomToken();
    token.refreshTokenExpiresAt = life.getEndDate();
    // The library persists the token before this, and not again.
    refresh.set(token.refreshToken, token);
    return token;
  },
  persist: async token => void access.set(token.accessToken, token),
  async revoke(token) {
    access.delete(token.accessToken);
    // It stays known: of an unknown one the library says that the server failed.
    token.revoked = true;
  },
  isRefreshTokenRevoked: async token => token.revoked === true,
  async getByRefreshToken(value) {
    const token = refresh.get(value);
    if (token === undefined) throw new Error('unknown refresh token');
    return token;
  },
  getByAccessToken: async value => access.get(value),
};
