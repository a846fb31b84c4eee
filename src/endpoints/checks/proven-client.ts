import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { invalidClient, invalidRequest } from '../../core/errors';
import type { Params } from '../../core/params';

/** The client that asks. Nobody can be redirected before this is known (RFC 6749 section 4.1.2.1). */
export async function provenClient(context: ServerContext, params: Params): Promise<Client> {
  const clientId = params.get('client_id');
  if (clientId === undefined) throw invalidRequest('The parameter client_id is missing');
  const client = await context.clients.find(clientId);
  if (!client) throw invalidClient('There is no such client', { status: 400 });
  return client;
}
