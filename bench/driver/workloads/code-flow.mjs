import { check, codeRequest, fetchCode, json, logIn, photosRequest, refuse, succeed } from './calls.mjs';

/** W5: whole flows of somebody who is logged in and has consented: authorization request, then code and verifier for tokens. */
export async function codeFlowLoad(site) {
  const { connections, scope } = site;
  // A code that is used twice may cost the consent, so the load logs in anew.
  await checkFlow(connections[0], { cookie: await logIn(site), scope });
  const person = { cookie: await logIn(site), scope };
  return async connection => {
    const { text } = await succeed(connection, codeRequest(await fetchCode(connection, person)));
    check(text.includes('"refresh_token"'), `no refresh token: ${text.slice(0, 300)}`);
  };
}

async function checkFlow(connection, person) {
  const issued = await fetchCode(connection, person);
  const { access_token } = json(await succeed(connection, codeRequest(issued)));
  await succeed(connection, photosRequest(access_token));
  const other = await fetchCode(connection, person);
  await refuse(connection, codeRequest({ ...other, verifier: issued.verifier }), 'a wrong code_verifier');
  await refuse(connection, codeRequest(issued), 'a code that was used');
}
