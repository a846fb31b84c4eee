import { paths } from '../../peers/common/fixture.mjs';
import { check, photosRequest, refuse, serviceTokens, succeed } from './calls.mjs';

/** How many distinct tokens are presented in rotation. */
export const distinct = 1000;

/** W2: a protected handler, with opaque tokens of the server's own (a peer whose tokens are JWTs looks those up). */
export async function protectedLoad(site) {
  if (site.peer.bare) return rotate([photosRequest()]);
  const tokens = site.tokens ?? (await serviceTokens(site, distinct));
  await checkGuard(site.connections[0], tokens[0]);
  return rotate(tokens.map(token => photosRequest(token)));
}

/** The same requests to the same handler without its guard. */
export async function openLoad(site) {
  await checkOpen(site.connections[0]);
  const tokens = await serviceTokens(site, distinct);
  return rotate(tokens.map(token => photosRequest(token, paths.open)));
}

export function openJwts(alg) {
  return async ({ issuer, connections: [first] }) => {
    await checkOpen(first);
    return rotate(issuer.tokens(alg, distinct).map(token => photosRequest(token, paths.open)));
  };
}

/** W3: JWTs of another issuer, verified by its keys. */
export function repeatedJwts(alg) {
  return async ({ issuer, connections: [first] }) => {
    const tokens = issuer.tokens(alg, distinct);
    await checkJwts(first, issuer, alg);
    return rotate(tokens.map(token => photosRequest(token)));
  };
}

/** W3 with tokens of which each is presented once. They are made before; when all are used the load ends early. */
export function freshJwts(alg, most) {
  return async ({ issuer, connections: [first], seconds, warmup }) => {
    const tokens = issuer.tokens(alg, Math.min(most, Math.ceil((seconds + warmup) * 20_000)));
    await checkJwts(first, issuer, alg);
    // The warm-up gets its share and no more.
    const bound = Math.ceil((tokens.length * warmup) / (seconds + warmup));
    return Object.assign(once(tokens.slice(bound)), { warmup: once(tokens.slice(0, bound)) });
  };
}

function once(tokens) {
  let next = 0;
  return async connection => {
    if (next >= tokens.length) return false;
    await succeed(connection, photosRequest(tokens[next++]));
  };
}

function rotate(requests) {
  let next = 0;
  return async connection => {
    await succeed(connection, requests[next++ % requests.length]);
  };
}

async function checkOpen(connection) {
  const { text } = await succeed(connection, photosRequest(undefined, paths.open));
  check(text.includes('"Sunset"'), `the open handler did not answer: ${text.slice(0, 300)}`);
}

async function checkGuard(connection, token) {
  const { text } = await succeed(connection, photosRequest(token));
  check(text.includes('"Sunset"'), `the handler did not answer: ${text.slice(0, 300)}`);
  await refuse(connection, photosRequest(), 'a request without a token');
  await refuse(connection, photosRequest(`${token.slice(0, -6)}AAAAAA`), 'a token that nobody issued');
}

async function checkJwts(connection, issuer, alg) {
  await checkGuard(connection, issuer.sign(alg));
  const past = Math.floor(Date.now() / 1000) - 600;
  await refuse(connection, photosRequest(issuer.sign(alg, { exp: past })), 'an expired token');
  await refuse(connection, photosRequest(issuer.sign(alg, { aud: 'https://other.example' })), 'a token for another resource');
}
