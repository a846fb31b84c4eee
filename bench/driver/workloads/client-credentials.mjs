import { scope, service } from '../../peers/common/fixture.mjs';
import { check, clientCredentials, json, photosRequest, refuse, succeed, tokenRequest } from './calls.mjs';

/** W1: a token for a client that proves itself with client_secret_basic; it is stored before it is answered. */
export async function clientCredentialsLoad({ peer, connections: [first] }) {
  if (!peer.bare) await checkTokens(first);
  return async connection => {
    const { text } = await succeed(connection, clientCredentials);
    check(text.includes('"access_token"'), `no token: ${text.slice(0, 300)}`);
  };
}

async function checkTokens(connection) {
  const parameters = { grant_type: 'client_credentials', scope };
  await refuse(connection, tokenRequest({ ...service, secret: 'wrong' }, parameters), 'a wrong secret');
  await refuse(connection, tokenRequest({ id: 'nobody', secret: service.secret }, parameters), 'an unknown client');
  const one = json(await succeed(connection, clientCredentials)).access_token;
  const other = json(await succeed(connection, clientCredentials)).access_token;
  check(one !== other, 'two requests were answered with the same token');
  for (const token of [one, other]) await succeed(connection, photosRequest(token));
  await refuse(connection, photosRequest(`${one.slice(0, -4)}AAAA`), 'a token that nobody issued');
}
