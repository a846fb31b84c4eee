import { check, codeRequest, fetchCode, json, logIn, photosRequest, refuse, succeed } from './calls.mjs';

/** W5: whole flows of somebody who is logged in and has consented: authorization request, then code and verifier for tokens. */
export async function codeFlowLoad({ port, connections: [first] }) {
  // A code that is used twice may cost the consent, so the load logs in anew.
  await checkFlow(first, await logIn(first, port));
  const cookie = await logIn(first, port);
  return async connection => {
    const { text } = await succeed(connection, codeRequest(await fetchCode(connection, cookie)));
    check(text.includes('"refresh_token"'), `no refresh token: ${text.slice(0, 300)}`);
  };
}

async function checkFlow(connection, cookie) {
  const issued = await fetchCode(connection, cookie);
  const { access_token } = json(await succeed(connection, codeRequest(issued)));
  await succeed(connection, photosRequest(access_token));
  const other = await fetchCode(connection, cookie);
  await refuse(connection, codeRequest({ ...other, verifier: issued.verifier }), 'a wrong code_verifier');
  await refuse(connection, codeRequest(issued), 'a code that was used');
}
