import { redirectUri, secret } from './application';
import { Browser, type Page } from './browser';

/** RFC 7636 appendix B. */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** Where an application answers. */
export interface Site {
  /** The origin, without a trailing slash. */
  readonly url: string;
}

export type Parameters = Record<string, string | string[] | undefined>;

/** A valid request of the public client `app`; a parameter that is undefined is left out, a list is repeated. */
export function authorizationUrl(app: Site, changes: Parameters = {}): string {
  const parameters = {
    response_type: 'code',
    client_id: 'app',
    redirect_uri: redirectUri,
    scope: 'photos:read',
    state: 'xyz',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  return `${app.url}/oauth/authorize?${form(parameters)}`;
}

export function form(parameters: Parameters): URLSearchParams {
  const result = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of value === undefined ? [] : [value].flat()) result.append(name, one);
  return result;
}

/** From the authorization request to the redirect back to the client, through login and consent where they are asked for. */
export async function authorize(app: Site, changes: Parameters = {}, browser = new Browser(), username = 'ada'): Promise<Page> {
  const password = username === 'ada' ? 'lovelace' : 'hopper';
  let page = await browser.open(authorizationUrl(app, changes));
  if (page.form && /name="password"/.test(page.body)) page = await browser.logIn(page, username, password);
  if (page.form && /name="decision"/.test(page.body) && !/name="password"/.test(page.body)) page = await browser.allow(page);
  return page;
}

/** A browser in which the user has logged in already. */
export async function loggedIn(app: Site, username = 'ada'): Promise<Browser> {
  const browser = new Browser();
  await authorize(app, {}, browser, username);
  return browser;
}

export async function obtainCode(app: Site, changes: Parameters = {}, browser?: Browser): Promise<string> {
  const { location, body } = await authorize(app, changes, browser);
  const code = location?.searchParams.get('code');
  if (!code) throw new Error(`There is no code in ${location ?? body.slice(0, 300)}`);
  return code;
}

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    access_token: string;
    refresh_token?: string;
    token_type: string;
    expires_in: number;
    scope: string;
    error?: string;
    error_description?: string;
  };
}

export interface TokenCall {
  /** Sends HTTP Basic for this client, form-encoded as RFC 6749 section 2.3.1 asks. */
  basic?: string;
  secret?: string;
  headers?: Record<string, string>;
  path?: string;
}

export async function post(app: Site, parameters: Parameters, call: TokenCall = {}): Promise<TokenAnswer> {
  const headers: Record<string, string> = {
    ...(call.basic ? { authorization: basic(call.basic, call.secret) } : {}),
    ...call.headers,
  };
  const response = await fetch(`${app.url}${call.path ?? '/oauth/token'}`, { method: 'POST', body: form(parameters), headers });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}

export function basic(clientId: string, clientSecret = secret): string {
  const encode = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
}

export function exchange(app: Site, code: string, changes: Parameters = {}, call: TokenCall = {}): Promise<TokenAnswer> {
  const client = call.basic ? {} : { client_id: 'app' };
  return post(
    app,
    { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, ...client, ...changes },
    call,
  );
}

export function refresh(app: Site, token: string, changes: Parameters = {}, call: TokenCall = {}): Promise<TokenAnswer> {
  const client = call.basic ? {} : { client_id: 'app' };
  return post(app, { grant_type: 'refresh_token', refresh_token: token, ...client, ...changes }, call);
}

/** The whole flow of the public client `app` and of user ada. */
export async function tokens(app: Site, changes: Parameters = {}): Promise<TokenAnswer['body'] & { refresh_token: string }> {
  const answer = await exchange(app, await obtainCode(app, changes));
  if (answer.status !== 200) throw new Error(`No tokens: ${JSON.stringify(answer.body)}`);
  return { refresh_token: '', ...answer.body };
}

/** A request to the protected resource. */
export function call(app: Site, token?: string, init: RequestInit & { path?: string } = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  return fetch(`${app.url}${init.path ?? '/photos'}`, { ...init, headers });
}
