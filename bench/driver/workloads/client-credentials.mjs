import { check, clientCredentials, json, photosRequest, refuse, succeed } from './calls.mjs';

/** W1: a token for a client that proves itself with client_secret_basic; it is stored before it is answered. */
export async function clientCredentialsLoad({ peer, connections: [first], clients, scope }) {
  if (!peer.bare) await checkTokens(first, clients[0], scope);
  const requests = clients.map(client => clientCredentials(client, scope));
  let next = 0;
  return async connection => {
    const { text } = await succeed(connection, requests[next++ % requests.length]);
    check(text.includes('"access_token"'), `no token: ${text.slice(0, 300)}`);
  };
}

async function checkTokens(connection, client, scope) {
  const request = clientCredentials(client, scope);
  await refuse(connection, clientCredentials({ ...client, secret: 'wrong' }, scope), 'a wrong secret');
  await refuse(connection, clientCredentials({ id: 'nobody', secret: client.secret }, scope), 'an unknown client');
  const one = json(await succeed(connection, request)).access_token;
  const other = json(await succeed(connection, request)).access_token;
  check(one !== other, 'two requests were answered with the same token');
  for (const token of [one, other]) await succeed(connection, photosRequest(token));
  await refuse(connection, photosRequest(`${one.slice(0, -4)}AAAA`), 'a token that nobody issued');
}
