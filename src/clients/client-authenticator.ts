import { type Awaitable, after, recovering } from '../core/awaitable';
import { Client } from '../core/client';
import { contextOf, type ServerContext } from '../core/context';
import { invalidClient, invalidRequest, OAuthError } from '../core/errors';
import type { OAuthRequest } from '../core/request';
import type { ClientAttempt, ClientAuthentication, PresentedCredentials } from './client-authentication';
import { hasBasicCredentials } from './client-secret-basic';
import { clientAuthenticationMethods } from './methods';
import { none } from './none';

/** Says which client a request comes from, at the token endpoint and wherever else clients prove themselves. Replaceable in TypeDI. */
export class ClientAuthenticator {
  /**
   * @throws OAuthError invalid_request when the request uses two methods at once (RFC 6749 section 2.3)
   * @throws OAuthError invalid_client when the client is unknown, uses another method than it is registered with, or fails
   * @throws OAuthError temporarily_unavailable with status 429 when it failed too often from this address, and for a while after
   */
  authenticate(request: OAuthRequest): Awaitable<Client> {
    return recovering(
      () => after(request.readForm(), params => proven({ request, params })),
      error => {
        throw withBasicChallenge(error, request);
      },
    );
  }
}

function proven(attempt: ClientAttempt): Awaitable<Client> {
  const { request, params } = attempt;
  const context = contextOf(request);
  const method = onlyMethod(attempt);
  const credentials = method.read(attempt);
  const named = params.get('client_id');
  if (named !== undefined && named !== credentials.clientId)
    throw invalidRequest('client_id is not the client of the credentials');
  return after(provenClient(method, credentials, context), client => {
    // A public client has nothing that could be guessed, and many of its users may come from one address.
    const tried = { ip: request.ip, name: credentials.clientId };
    const counted = method === none ? undefined : context.clientFailures.judged(tried, client instanceof Client);
    return after(counted, () => {
      if (!(client instanceof Client)) throw client;
      context.events.emit('clientAuthenticated', () => ({ at: new Date(context.clock.now()), client, ip: request.ip }));
      return client;
    });
  });
}

/** The client, or why there is none. One that is remembered may have another secret by now: by itself it refuses nobody. */
function provenClient(
  method: ClientAuthentication,
  credentials: PresentedCredentials,
  context: ServerContext,
): Awaitable<Client | OAuthError> {
  const { clientId } = credentials;
  const judge = (client: Client | undefined) => judged(client, method, credentials, context);
  const current = () => after(context.clients.current(clientId), judge);
  const remembered = context.clients.remembered(clientId);
  return remembered ? after(judge(remembered), client => (client instanceof Client ? client : current())) : current();
}

function judged(
  client: Client | undefined,
  method: ClientAuthentication,
  credentials: PresentedCredentials,
  context: ServerContext,
): Awaitable<Client | OAuthError> {
  if (client?.authMethod !== method.method) return refused(client, method);
  return recovering<Client | OAuthError>(
    () => after(credentials.proves(client, context), proves => (proves ? client : refused(client, method))),
    error => {
      if (error instanceof OAuthError && error.code === 'invalid_client') return error;
      throw error;
    },
  );
}

function onlyMethod(attempt: ClientAttempt): ClientAuthentication {
  const [method, second] = clientAuthenticationMethods.filter(one => one.matches(attempt));
  if (second) throw invalidRequest('The request uses two client authentication methods; use one (RFC 6749 section 2.3)');
  if (!method) throw invalidClient('The client did not authenticate');
  return method;
}

/** One text for all reasons: whether a client exists is not told. The reason goes to the log. */
function refused(client: Client | undefined, method: ClientAuthentication): OAuthError {
  const reason = !client ? 'No such client.' : reasonOf(client, method);
  return invalidClient('Client authentication failed', { hint: reason });
}

function reasonOf(client: Client, { method }: ClientAuthentication): string {
  if (client.authMethod === method) return `The secret of client ${client.clientId} is wrong or has expired.`;
  return `Client ${client.clientId} used ${method} but is registered with ${client.authMethod}.`;
}

/** RFC 6749 section 5.2: who tried the Authorization header is answered with the scheme. Others are not, lest a browser asks its user. */
function withBasicChallenge(error: unknown, request: OAuthRequest): unknown {
  if (!(error instanceof OAuthError) || error.code !== 'invalid_client' || !hasBasicCredentials(request)) return error;
  const { code, description, hint, cause } = error;
  return new OAuthError(code, description, {
    hint,
    cause,
    headers: { 'www-authenticate': 'Basic realm="token endpoint", charset="UTF-8"' },
  });
}
