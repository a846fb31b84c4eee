import { paths, service } from '../../peers/common/fixture.mjs';
import { check, clientCredentials, json, post, refuse, serviceTokens, succeed } from './calls.mjs';
import { distinct } from './protected.mjs';

const introspect = (token, client = service) => post(paths.introspection, client, { token });

/** W4: introspection (RFC 7662) of 1,000 living tokens in rotation, by the client that they belong to. */
export async function introspectionLoad(site) {
  const { peer, connections } = site;
  const tokens = peer.bare ? ['x'] : await serviceTokens(site, distinct);
  if (!peer.bare) await checkAnswers(connections[0], tokens[0], site.scope);
  const requests = tokens.map(token => introspect(token));
  let next = 0;
  return async connection => {
    const { text } = await succeed(connection, requests[next++ % requests.length]);
    check(text.includes('"active":true'), `a living token was called dead: ${text.slice(0, 300)}`);
  };
}

async function checkAnswers(connection, token, scope) {
  const answer = json(await succeed(connection, introspect(token)));
  check(answer.active === true && answer.client_id === service.id, `a strange answer: ${JSON.stringify(answer)}`);
  await refuse(connection, introspect(token, { ...service, secret: 'wrong' }), 'a wrong secret');
  const { access_token } = json(await succeed(connection, clientCredentials(service, scope)));
  const dead = json(await succeed(connection, introspect(`${access_token.slice(0, -6)}AAAAAA`)));
  check(dead.active === false, 'a token that nobody issued is active');
}
