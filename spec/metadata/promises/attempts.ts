import type { ClientInput, Clock, OAuthOptions } from 'oauth-controllers';
import { redirectUri, secret, startApplication } from '../../support/application';
import { assertionType, type KeyPair, keyPair, Signer } from '../../support/assertions';
import { Browser } from '../../support/browser';
import { basic, challenge, exchange, form, type Parameters } from '../../support/flow';
import { type Metadata, metadataOf } from '../support';

/** A server, and what it says of itself. */
export interface Subject {
  readonly app: { readonly url: string; readonly clock: Clock; close(): Promise<unknown> };
  readonly document: Metadata;
}

const everything = ['authorization_code', 'refresh_token', 'implicit', 'password'];
export const keys: Readonly<Record<string, KeyPair>> = Object.fromEntries(
  ['ES256', 'ES384', 'ES512', 'RS256', 'Ed25519'].map(alg => [alg, keyPair(alg)]),
);
const jwks = { keys: Object.values(keys).map(({ publicJwk }) => publicJwk) };

/** A client for each way to prove itself, registered for whatever there might be. */
export const clientsFor = (scopes: readonly string[]): ClientInput[] =>
  [
    { clientId: 'app', public: true, redirectUris: [redirectUri], grantTypes: everything },
    { clientId: 'client_secret_basic', clientSecret: secret, authMethod: 'client_secret_basic' },
    { clientId: 'client_secret_post', clientSecret: secret, authMethod: 'client_secret_post' },
    { clientId: 'client_secret_jwt', clientSecret: secret, authMethod: 'client_secret_jwt' },
    { clientId: 'private_key_jwt', authMethod: 'private_key_jwt', jwks },
  ].map(client => ({ scopes: [...scopes], ...client }) as ClientInput);
const clients = clientsFor(['photos:read', 'photos:write', 'albums:read']);

export async function startSubject(options: Partial<OAuthOptions>): Promise<Subject> {
  const app = await startApplication({ clients, limits: false, ...options });
  return { app, document: await metadataOf(app) };
}

function asked({ document }: Subject, changes: Parameters): Parameters {
  return {
    ...{ response_type: 'code', client_id: 'app', redirect_uri: redirectUri, prompt: 'consent' },
    ...{ scope: document.scopes_supported?.join(' '), code_challenge: challenge, code_challenge_method: 'S256', ...changes },
  };
}

/** What the browser of ada comes back with to the client, be it in the query or in the fragment. */
export function authorization(subject: Subject, changes: Parameters = {}): Promise<URLSearchParams> {
  return subject.document.require_pushed_authorization_requests ? pushed(subject, changes) : plain(subject, changes);
}

export function plain(subject: Subject, changes: Parameters = {}): Promise<URLSearchParams> {
  return visited(subject, asked(subject, changes));
}

export async function pushed(subject: Subject, changes: Parameters = {}): Promise<URLSearchParams> {
  const endpoint = subject.document.pushed_authorization_request_endpoint ?? `${subject.app.url}/oauth/par`;
  const { status, body } = await post(endpoint, asked(subject, changes));
  if (status !== 201) return new URLSearchParams({ error: body.error ?? String(status) });
  return visited(subject, { client_id: 'app', request_uri: body.request_uri });
}

async function visited({ app, document }: Subject, parameters: Parameters): Promise<URLSearchParams> {
  // An endpoint that is not told of is tried where it usually is.
  const endpoint = document.authorization_endpoint ?? `${app.url}/oauth/authorize`;
  const browser = new Browser();
  let page = await browser.open(`${endpoint}?${form(parameters)}`);
  if (page.form) page = await browser.logIn(page);
  if (page.form) page = await browser.allow(page);
  const { location } = page;
  return new URLSearchParams(location ? location.search || location.hash.slice(1) : { error: String(page.status) });
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** What the next proof of possession has to name, where the server says so. */
  readonly nonce?: string;
  readonly text: string;
  readonly body: Readonly<Record<string, string | undefined>>;
}

export async function post(endpoint: unknown, parameters: Parameters, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(String(endpoint), { method: 'POST', body: form(parameters), headers });
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {};
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, nonce: response.headers.get('dpop-nonce') ?? undefined, text, body };
}

/** The first response type with this word, or the word. */
function typeWith({ document }: Subject, word: string): string {
  return document.response_types_supported?.find(type => type.split(' ').includes(word)) ?? word;
}

const none = { status: 400, type: '', text: '', body: {} };

async function redeemed(subject: Subject): Promise<Answer> {
  const code = (await authorization(subject, { response_type: typeWith(subject, 'code') })).get('code');
  if (code === null) return { ...none, body: { error: 'no code' } };
  const { status, body } = await exchange(subject.app, code);
  return { ...none, status, body: { ...body, expires_in: undefined } };
}

function withPassword(subject: Subject): Promise<Answer> {
  const user = { username: 'ada', password: 'lovelace' };
  return token(subject, { grant_type: 'password', client_id: 'app', ...user, scope: 'photos:read' });
}

/** How each grant is used. One that needs another's tokens is shown with those. */
export const grants: Readonly<Record<string, (subject: Subject) => Promise<Answer>>> = {
  authorization_code: redeemed,
  async refresh_token(subject) {
    const { body } = await (subject.document.grant_types_supported?.includes('password') ? withPassword : redeemed)(subject);
    return token(subject, { grant_type: 'refresh_token', refresh_token: body.refresh_token ?? 'none', client_id: 'app' });
  },
  client_credentials: subject =>
    token(subject, { grant_type: 'client_credentials' }, { authorization: basic('client_secret_basic') }),
  password: withPassword,
  async implicit(subject) {
    const answer = await authorization(subject, { response_type: typeWith(subject, 'token') });
    return { ...none, status: answer.has('access_token') ? 200 : 400, body: Object.fromEntries(answer) };
  },
};

/** The grants that others know. */
export const foreignGrants = [
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
  'urn:openid:params:grant-type:ciba',
];

export function token({ app, document }: Subject, parameters: Parameters, headers?: Record<string, string>): Promise<Answer> {
  return post(document.token_endpoint ?? `${app.url}/oauth/token`, parameters, headers);
}

/** The credentials of a client for a method, and for its algorithm where it signs. */
export function credentials({ app }: Subject, method: string, alg = method === 'client_secret_jwt' ? 'HS256' : 'ES256') {
  const name = alg === 'EdDSA' ? 'Ed25519' : alg.replace(/^[PR]S\d+/, 'RS256');
  const key = /^HS|none/.test(alg) ? secret : (keys[name]?.privateKey ?? secret);
  const assertion = (): string => new Signer(method, alg, key, { issuer: app.url, clock: app.clock }).sign();
  const signed = () => ({ parameters: { client_assertion_type: assertionType, client_assertion: assertion() } });
  const all: Record<string, () => { parameters?: Parameters; headers?: Record<string, string> }> = {
    none: () => ({ parameters: { client_id: 'app' } }),
    client_secret_basic: () => ({ headers: { authorization: basic(method) } }),
    client_secret_post: () => ({ parameters: { client_id: method, client_secret: secret } }),
    client_secret_jwt: signed,
    private_key_jwt: signed,
  };
  return all[method]?.() ?? {};
}
