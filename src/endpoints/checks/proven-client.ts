import { type Awaitable, after } from '../../core/awaitable';
import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { invalidClient, invalidRequest } from '../../core/errors';
import type { Params } from '../../core/params';

/** The client that asks. Nobody can be redirected before this is known (RFC 6749 section 4.1.2.1). */
export function provenClient(context: ServerContext, params: Params): Awaitable<Client> {
  const clientId = params.get('client_id');
  if (clientId === undefined) throw invalidRequest('The parameter client_id is missing');
  return after(context.clients.find(clientId), client => {
    if (!client) throw invalidClient('There is no such client', { status: 400 });
    return client;
  });
}
