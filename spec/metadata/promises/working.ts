import { createRemoteJWKSet, jwtVerify } from 'jose';
import { DpopKey } from '../../support/dpop';
import { challenge, exchange } from '../../support/flow';
import {
  type Answer,
  authorization,
  credentials,
  foreignGrants,
  grants,
  plain,
  post,
  pushed,
  type Subject,
  token,
} from './attempts';

const responseTypes = ['code', 'token', 'code token', 'id_token', 'code id_token', 'id_token token', 'none', 'device'];
const modes = ['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt', 'web_message'];
const authMethods = ['none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt'];
const macs = ['HS256', 'HS384', 'HS512'];
const signatures = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const scopes = ['photos:read', 'photos:write', 'albums:read', 'openid', 'offline_access'];

/** Of what there could be, that which works: found by trying, whatever the metadata says. */
export async function workingGrants(subject: Subject): Promise<string[]> {
  const foreign = foreignGrants.map(type => [type, () => token(subject, { grant_type: type, client_id: 'app' })] as const);
  const own = Object.entries(grants).map(([type, use]) => [type, () => use(subject)] as const);
  return those([...own, ...foreign], async use => isToken(await use()));
}

export async function workingResponseTypes(subject: Subject): Promise<string[]> {
  return those(
    responseTypes.map(type => [type, type] as const),
    async type => {
      const answer = await authorization(subject, { response_type: type });
      const given = [...(answer.has('code') ? ['code'] : []), ...(answer.has('access_token') ? ['token'] : [])];
      // A code is for tokens.
      const code = answer.get('code');
      const redeemed = code === null || (await exchange(subject.app, code)).status === 200;
      return given.length > 0 && given.join(' ') === type && redeemed;
    },
  );
}

/** With any of these response types. */
export async function workingModes(subject: Subject, types: readonly string[]): Promise<string[]> {
  return those(
    modes.map(mode => [mode, mode] as const),
    async mode => {
      const asked = types.map(type => authorization(subject, { response_type: type, response_mode: mode }));
      return (await Promise.all(asked)).some(answer => answer.has('code') || answer.has('access_token'));
    },
  );
}

export async function workingChallengeMethods(subject: Subject, type: string): Promise<string[]> {
  const methods = ['S256', 'plain', 'S512', undefined].map(method => [String(method), method] as const);
  return those(methods, async method => {
    const asked = { response_type: type, code_challenge: challenge, code_challenge_method: method };
    return (await authorization(subject, asked)).has('code');
  });
}

export async function workingScopes(subject: Subject, type: string | undefined): Promise<string[]> {
  return those(
    scopes.map(scope => [scope, scope] as const),
    async scope => {
      if (type !== undefined) return !(await authorization(subject, { response_type: type, scope })).has('error');
      const { headers } = credentials(subject, 'client_secret_basic');
      const user = { client_id: 'app', username: 'ada', password: 'lovelace' };
      const tried = [
        await token(subject, { grant_type: 'client_credentials', scope }, headers),
        await token(subject, { grant_type: 'password', scope, ...user }),
      ];
      return tried.some(isToken);
    },
  );
}

/** A client that is known by its method may be refused for something else, but not as a client. */
export async function workingAuthMethods(subject: Subject, endpoint: unknown): Promise<string[]> {
  return those(
    authMethods.map(method => [method, method] as const),
    async method => {
      const { parameters, headers } = credentials(subject, method);
      const { status, body } = await post(endpoint, { ...parameters, token: 'x', grant_type: 'refresh_token' }, headers);
      return status < 500 && body.error !== 'invalid_client';
    },
  );
}

export async function workingAlgorithms(subject: Subject, endpoint: unknown): Promise<string[]> {
  return those(
    [...macs, ...signatures, 'none'].map(alg => [alg, alg] as const),
    async alg => {
      const method = macs.includes(alg) ? 'client_secret_jwt' : 'private_key_jwt';
      const { parameters } = credentials(subject, method, alg);
      const { body } = await post(endpoint, { ...parameters, token: 'x', grant_type: 'refresh_token' });
      return body.error !== 'invalid_client';
    },
  );
}

const proofKeys = new Map<string, Promise<DpopKey>>();

/** With which algorithms a proof of possession makes the token one of DPoP. */
export async function workingProofs(subject: Subject): Promise<string[]> {
  return those(
    signatures.map(alg => [alg, alg] as const),
    async alg => {
      const key = proofKeys.get(alg) ?? DpopKey.create(alg);
      proofKeys.set(alg, key);
      const { headers } = credentials(subject, 'client_secret_basic');
      const asked = { grant_type: 'client_credentials' };
      const ask = async (claims = {}) =>
        token(subject, asked, { ...headers, dpop: await (await key).proof(subject.app, { claims }) });
      const first = await ask();
      const { body } = first.body.error === 'use_dpop_nonce' ? await ask({ nonce: first.nonce }) : first;
      return body.token_type === 'DPoP';
    },
  );
}

/** With which algorithms answers about tokens are signed, so that the published keys verify them. */
export async function workingSignatures(subject: Subject): Promise<string[]> {
  const { introspection_endpoint: endpoint = `${subject.app.url}/oauth/introspect`, jwks_uri: keys } = subject.document;
  const { headers } = credentials(subject, 'client_secret_basic');
  const mediaType = 'application/token-introspection+jwt';
  const { type, text } = await post(endpoint, { token: 'x' }, { ...headers, accept: mediaType });
  if (type !== mediaType) return [];
  const { protectedHeader } = await jwtVerify(text, createRemoteJWKSet(new URL(String(keys))));
  return [protectedHeader.alg];
}

/** How an authorization can be begun. */
export async function workingBeginnings(subject: Subject, type: string | undefined): Promise<string[]> {
  const begins = { pushed, plain };
  return those(Object.entries(begins), async begin => {
    const answer = await begin(subject, { response_type: type ?? 'code' });
    return answer.has('code') || answer.has('access_token');
  });
}

function isToken({ status, body }: Answer): boolean {
  return status === 200 && body.access_token !== undefined;
}

async function those<T>(all: readonly (readonly [string, T])[], works: (one: T) => Promise<boolean>): Promise<string[]> {
  const found: string[] = [];
  for (const [name, one] of all) if (await works(one)) found.push(name);
  return found;
}
