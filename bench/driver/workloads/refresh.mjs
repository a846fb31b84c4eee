import { check, codeRequest, fetchCode, json, logIn, photosRequest, refreshRequest, refuse, succeed } from './calls.mjs';

/** W6: refresh with rotation, a chain for each connection: every request presents what the one before was answered with. */
export async function refreshLoad(site) {
  const { connections, scope } = site;
  // A refresh token that is used twice may cost the consent, so the load logs in anew.
  await checkRotation(connections[0], { cookie: await logIn(site), scope });
  const person = { cookie: await logIn(site), scope };
  const chains = [];
  for (const connection of connections) chains.push((await begin(connection, person)).refresh_token);
  return async (connection, number) => {
    const answer = json(await succeed(connection, refreshRequest(chains[number])));
    check(answer.refresh_token && answer.refresh_token !== chains[number], 'the refresh token was not rotated');
    chains[number] = answer.refresh_token;
  };
}

async function begin(connection, person) {
  return json(await succeed(connection, codeRequest(await fetchCode(connection, person))));
}

/** The first of a chain must be refused when its successor has been used: sooner a server may answer a repeated request alike. */
async function checkRotation(connection, person) {
  const first = await begin(connection, person);
  const second = json(await succeed(connection, refreshRequest(first.refresh_token)));
  check(second.refresh_token !== first.refresh_token, 'the refresh token was not rotated');
  check(second.access_token !== first.access_token, 'the access token is the same');
  await succeed(connection, photosRequest(second.access_token));
  const third = json(await succeed(connection, refreshRequest(second.refresh_token)));
  check(third.refresh_token !== second.refresh_token, 'the refresh token was not rotated twice');
  await refuse(connection, refreshRequest(first.refresh_token), 'a refresh token that was used');
}
