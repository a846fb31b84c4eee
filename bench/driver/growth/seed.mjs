import { scope, service } from '../../peers/common/fixture.mjs';
import { Connection } from '../connection.mjs';
import { PeerProcess } from '../peer-process.mjs';
import { codeRequest, fetchCode, logIn, serviceTokens, succeed } from '../workloads/calls.mjs';
import { distinct } from '../workloads/protected.mjs';

/** Has a server make its tables in a file, with the first tokens of each kind in them: rows to copy, and those of a service. */
export async function seed(peer, env) {
  const server = await PeerProcess.start(peer, env);
  const connection = new Connection(server.port);
  try {
    const site = { connections: [connection], port: server.port, clients: [service], scope };
    const person = { cookie: await logIn(site), scope };
    await succeed(connection, codeRequest(await fetchCode(connection, person)));
    await serviceTokens(site, distinct);
  } finally {
    await connection.close();
    await server.stop();
  }
}
