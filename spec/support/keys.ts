import { join } from 'node:path';
import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify, type ProtectedHeaderParameters } from 'jose';
import { OAuthRequest, OAuthServer } from 'oauth-controllers';
import type { DataSourceOptions } from 'typeorm';
import { defaults, type TestOptions } from './application';
import type { ManualClock } from './clock';
import { basic, form } from './flow';
import { MemoryLogger } from './logger';
import { temporaryFolder } from './quick-start';

export const issuer = 'http://localhost:3000';
/** What the operator keeps; in specs, no secret. */
export const operatorKey = 'nY0c3hQmV7sTqkzR5pLwXb2dJf8uGa1E';

/** A database that several servers can open at once. */
export function shared(options: DataSourceOptions): { options: DataSourceOptions; remove(): void } {
  if (options.type !== 'better-sqlite3') return { options, remove: () => undefined };
  const folder = temporaryFolder();
  return { options: { ...options, database: join(folder.path, 'shared.sqlite') }, remove: folder.remove };
}

/** A server without a framework, as one process of many would have it. */
export interface Process {
  readonly server: OAuthServer;
  readonly log: MemoryLogger;
  jwks(): Promise<JSONWebKeySet>;
  /** An access token of a client that acts for itself. */
  token(clientId?: string): Promise<string>;
}

export async function startProcess(clock: ManualClock, options: TestOptions = {}): Promise<Process> {
  const log = new MemoryLogger();
  const given = {
    ...defaults,
    issuer,
    clock,
    logger: log,
    keys: { encryptWith: operatorKey },
    tokens: { format: 'jwt' as const },
  };
  const server = await OAuthServer.create({ ...given, ...options });
  return {
    server,
    log,
    async jwks() {
      const { status, body } = await server.endpoint(
        'jwks',
        new OAuthRequest({ method: 'GET', target: '/jwks', origin: issuer, headers: {}, secure: true }),
      );
      if (status !== 200) throw new Error(`JWKS: ${status} ${body} ${log.text}`);
      return JSON.parse(body);
    },
    async token(clientId = 'service') {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: basic(clientId) };
      const parts = { method: 'POST', target: '/token', origin: issuer, headers, secure: true };
      const { status, body } = await server.token(
        new OAuthRequest({ ...parts, body: form({ grant_type: 'client_credentials' }).toString() }),
      );
      if (status !== 200) throw new Error(`token: ${status} ${body} ${log.text}`);
      return JSON.parse(body).access_token;
    },
  };
}

/** Verified by jose as a resource server would (RFC 9068 section 4). @throws whatever jose finds */
export async function verified(
  token: string,
  jwks: JSONWebKeySet,
  { now, from = issuer, audience = from }: { now: number; from?: string; audience?: string },
): Promise<{ payload: JWTPayload; protectedHeader: ProtectedHeaderParameters }> {
  const expected = { issuer: from, audience, typ: 'at+jwt', currentDate: new Date(now) };
  const required = { requiredClaims: ['sub', 'client_id', 'iat', 'exp', 'jti'] };
  return jwtVerify(token, createLocalJWKSet(jwks), { ...expected, ...required });
}
