import { randomBytes } from 'node:crypto';
import type { AccessTokenRow, AuthorizationCodeRow, ClientRow, RefreshTokenRow, TokenFamilyRow } from '../../src/core/model';

/** The instant that the rows were made at. */
export const epoch = Date.UTC(2026, 0, 1);
/** What no text column may lose: quotes, letters of other scripts, an emoji, a backslash. */
export const awkward = `O'Brien "ß" \\ 写真 📷`;

export const freshHash = (): string => randomBytes(32).toString('hex');

export function codeRow(changes: Partial<AuthorizationCodeRow> = {}): AuthorizationCodeRow {
  return {
    hash: freshHash(),
    clientId: 'app',
    userId: 'ada',
    redirectUri: `https://app.example/${'x'.repeat(3000)}`,
    redirectUriSent: true,
    scope: 'photos:read',
    codeChallenge: null,
    familyId: freshHash(),
    authentication: { auth_time: epoch / 1000, acr: awkward, amr: ['pwd', awkward] },
    issuedAt: epoch,
    expiresAt: epoch + 60_000,
    redeemedAt: null,
    failedVerifiers: 0,
    kept: {},
    ...changes,
  };
}

export function familyRow(changes: Partial<TokenFamilyRow> = {}): TokenFamilyRow {
  return {
    id: freshHash(),
    clientId: 'app',
    userId: 'ada',
    createdAt: epoch,
    expiresAt: epoch + 1,
    revokedAt: null,
    authentication: {},
    ...changes,
  };
}

export function accessTokenRow(changes: Partial<AccessTokenRow> = {}): AccessTokenRow {
  return {
    hash: freshHash(),
    clientId: 'app',
    userId: null,
    familyId: null,
    tokenType: 'bearer',
    confirmation: null,
    scope: '',
    audience: ['https://api.example/a', awkward],
    claims: { tenant: awkward, nested: { list: [1, null, true] } },
    issuedAt: epoch,
    expiresAt: Number.MAX_SAFE_INTEGER,
    revokedAt: null,
    ...changes,
  };
}

export function refreshTokenRow(changes: Partial<RefreshTokenRow> = {}): RefreshTokenRow {
  return {
    hash: freshHash(),
    clientId: 'app',
    userId: awkward,
    familyId: freshHash(),
    scope: 'photos:read photos:write',
    audience: [],
    issuedAt: epoch,
    expiresAt: epoch + 60_000,
    rotatedAt: null,
    successor: null,
    kept: { resource: ['https://api.example/a', awkward] },
    ...changes,
  };
}

export function clientRow(changes: Partial<ClientRow> = {}): ClientRow {
  return {
    clientId: `client-${freshHash().slice(0, 8)}`,
    name: awkward,
    description: '',
    owner: null,
    logoUri: null,
    authMethod: 'none',
    secrets: [{ hash: freshHash(), expiresAt: null }],
    redirectUris: ['https://app.example/cb'],
    grantTypes: ['authorization_code'],
    scope: '',
    trusted: false,
    tokens: { accessToken: 60 },
    protocol: {},
    metadata: {},
    createdAt: epoch,
    ...changes,
  };
}
