import { Browser } from '../support/browser';
import { challenge, form, type Parameters, type TokenAnswer, verifier } from '../support/flow';

/** The running server. */
interface Sample {
  readonly url: string;
}

/** `demo` may return to any port of 127.0.0.1 (RFC 8252 section 7.3). */
const callback = 'http://127.0.0.1:49152/callback';

/** An authorization request of the quick start's client `demo`. */
export function demo(sample: Sample, changes: Parameters = {}): string {
  const parameters = {
    response_type: 'code',
    client_id: 'demo',
    redirect_uri: callback,
    scope: 'photos:read',
    state: 'xyz',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  return `${sample.url}/oauth/authorize?${form(parameters)}`;
}

export async function token(
  sample: Sample,
  parameters: Parameters,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: TokenAnswer['body'] }> {
  const response = await fetch(`${sample.url}/oauth/token`, { method: 'POST', body: form(parameters), headers });
  return { status: response.status, body: (await response.json()) as TokenAnswer['body'] };
}

export interface DemoLogin {
  username?: string;
  password?: string;
  scope?: string;
  redirectUri?: string;
}

/** The whole flow of `demo`: log in, allow, redeem. */
export async function demoTokens(
  sample: Sample,
  { username = 'ada', password = 'lovelace', scope, redirectUri = callback }: DemoLogin = {},
): Promise<TokenAnswer['body']> {
  const browser = new Browser();
  const consent = await browser.logIn(await browser.open(demo(sample, { scope, redirect_uri: redirectUri })), username, password);
  const { location, body } = await browser.allow(consent);
  const code = location?.searchParams.get('code') ?? undefined;
  if (!code) throw new Error(`There is no code in ${location ?? body}`);
  const call = { grant_type: 'authorization_code', client_id: 'demo', redirect_uri: redirectUri, code, code_verifier: verifier };
  return (await token(sample, call)).body;
}

export function refresh(sample: Sample, value: string | undefined): ReturnType<typeof token> {
  return token(sample, { grant_type: 'refresh_token', client_id: 'demo', refresh_token: value });
}

export function photos(sample: Sample, accessToken?: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (accessToken !== undefined) headers.set('authorization', `Bearer ${accessToken}`);
  return fetch(`${sample.url}/photos`, { ...init, headers });
}
