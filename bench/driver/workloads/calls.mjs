import { createHash, randomBytes } from 'node:crypto';
import { paths, redirectUri, user, web } from '../../peers/common/fixture.mjs';
import { Browser } from '../browser.mjs';

const formType = 'application/x-www-form-urlencoded';

export function basic({ id, secret }) {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** A POST that is made once and sent often. */
export function post(path, client, parameters) {
  const headers = { authorization: basic(client), 'content-type': formType };
  return { method: 'POST', path, headers, body: String(new URLSearchParams(parameters)) };
}

export const tokenRequest = (client, parameters) => post(paths.token, client, parameters);
export const clientCredentials = (client, scope) => tokenRequest(client, { grant_type: 'client_credentials', scope });
export const refreshRequest = token => tokenRequest(web, { grant_type: 'refresh_token', refresh_token: token });

export function photosRequest(token, path = paths.photos) {
  return { method: 'GET', path, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
}

/** The answer of a request that has to succeed. @throws Error otherwise, which voids the run */
export async function succeed(connection, request, status = 200) {
  const answer = await connection.send(request);
  if (answer.status === status) return answer;
  throw new Error(`${request.method} ${request.path} was answered with ${answer.status}: ${answer.text.slice(0, 300)}`);
}

/** A request that has to be refused, with 400 or 401. */
export async function refuse(connection, request, what) {
  const { status, text } = await connection.send(request);
  if (status !== 400 && status !== 401) throw new Error(`${what} was answered with ${status}: ${text.slice(0, 300)}`);
}

export function check(condition, sentence) {
  if (!condition) throw new Error(sentence);
}

export const json = ({ text }) => JSON.parse(text);

/** Distinct access tokens that services got for themselves. */
export async function serviceTokens({ connections, clients, scope }, count) {
  const requests = clients.slice(0, count).map(client => clientCredentials(client, scope));
  const tokens = new Set();
  let asked = 0;
  const work = async connection => {
    while (asked < count) {
      const { access_token } = json(await succeed(connection, requests[asked++ % requests.length]));
      tokens.add(access_token);
    }
  };
  await Promise.all(connections.map(work));
  check(tokens.size === count, `${count} requests were answered with ${tokens.size} tokens`);
  return [...tokens];
}

/** Logs the user in. @returns the cookies with which the authorization endpoint answers at once */
export async function logIn({ connections: [connection], port, scope }) {
  const browser = new Browser(connection, port);
  const { path } = authorization(scope);
  const { searchParams } = await browser.authorize(path, user);
  check(searchParams.has('code'), `the login ended without a code: ${searchParams}`);
  return browser.cookie;
}

/** An authorization request with PKCE (RFC 7636), new each time. */
function authorization(scope) {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    ...{ response_type: 'code', client_id: web.id, redirect_uri: redirectUri, scope, state: verifier.slice(0, 16) },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' },
  });
  return { verifier, path: `${paths.authorization}?${parameters}` };
}

/** The code of an authorization request of somebody who is logged in and has consented. */
export async function fetchCode(connection, { cookie, scope }) {
  const { verifier, path } = authorization(scope);
  const { status, headers, text } = await connection.send({ method: 'GET', path, headers: { cookie } });
  const code = /[?&]code=([^&]+)/.exec(headers.location ?? '')?.[1];
  if (code !== undefined && headers.location.startsWith(redirectUri)) return { verifier, code: decodeURIComponent(code) };
  throw new Error(`the authorization endpoint gave no code but ${status}: ${headers.location ?? text.slice(0, 300)}`);
}

export function codeRequest({ code, verifier }) {
  return tokenRequest(web, { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
}
