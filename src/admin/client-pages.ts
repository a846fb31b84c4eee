import type { Client } from '../core/client';
import { randomValue } from '../core/crypto';
import type { Duration } from '../core/duration';
import { invalidRequest, OAuthError } from '../core/errors';
import { type OAuthResponse, redirect } from '../core/http';
import type { Params } from '../core/params';
import type { OwnContext } from '../server/server-context';
import { type ClientFields, changesIn, fieldsOf, fingerprint, newFields, readFields } from './client-form';
import type { AdminPage, AdminRequest } from './page';
import { address } from './routes';
import { sentenceOf } from './sentence';
import { clientView, removeClientView, secretView } from './views/client';
import { type ClientFormFacts, clientFormView } from './views/client-form';
import { clientsView } from './views/clients';

type ClientRoute = 'clients' | 'newClient' | 'client' | 'changeClient' | 'newSecret' | 'removeClient';

/** How long the old secret may go on, as the form offers it. */
const overlaps: readonly string[] = ['1h', '1d', '7d'];

export function clientPages(context: OwnContext, grantTypes: () => readonly string[]): Record<ClientRoute, AdminPage> {
  const pages = new ClientPages(context, grantTypes);
  return {
    clients: { get: asked => pages.list(asked) },
    newClient: { get: asked => pages.create(asked), post: (asked, params) => pages.register(asked, params), once: true },
    client: { get: asked => pages.show(asked) },
    changeClient: {
      get: asked => pages.edit(asked),
      post: (asked, params, shown) => pages.change(asked, params, shown),
      once: true,
    },
    newSecret: { post: (asked, params) => pages.newSecret(asked, params), once: true },
    removeClient: { get: asked => pages.confirm(asked), post: asked => pages.remove(asked) },
  };
}

const changed =
  'Somebody else has changed this client since the form was opened, so nothing was saved. This is the client as it is now.';

class ClientPages {
  constructor(
    private readonly context: OwnContext,
    private readonly grantTypes: () => readonly string[],
  ) {}

  async list(asked: AdminRequest): Promise<OAuthResponse> {
    const { query } = asked.http;
    const page = await this.context.clients.list({ after: query.get('after') });
    return clientsView(asked, page, { done: query.get('done'), first: !query.has('after') });
  }

  async show(asked: AdminRequest): Promise<OAuthResponse> {
    return clientView(asked, await this.client(asked), { done: asked.http.query.get('done') });
  }

  async create(asked: AdminRequest): Promise<OAuthResponse> {
    return clientFormView(asked, this.facts(newFields(this.offered())));
  }

  async register(asked: AdminRequest, params: Params): Promise<OAuthResponse> {
    const fields = readFields(params);
    const clientId = fields.clientId || randomValue(this.context.settings.clientIdBytes);
    try {
      const changes = changesIn(fields, this.offered());
      const input = { ...changes, clientId, name: changes.name || clientId, owner: changes.owner || undefined };
      const { client, clientSecret } = await this.context.clients.register(input);
      return this.registered(asked, client, clientSecret, 'created');
    } catch (error) {
      return clientFormView(asked, { ...this.facts(fields), error: sentenceOf(error, clientId) });
    }
  }

  async edit(asked: AdminRequest): Promise<OAuthResponse> {
    const client = await this.client(asked);
    return clientFormView(asked, this.facts(fieldsOf(client), client));
  }

  async change(asked: AdminRequest, params: Params, shown: string): Promise<OAuthResponse> {
    const known = await this.client(asked);
    // Every field is posted, so an old form would take back what somebody else has changed.
    if (shown !== fingerprint(known)) return clientFormView(asked, { ...this.facts(fieldsOf(known), known), error: changed });
    const fields = { ...readFields(params), clientId: known.clientId };
    try {
      const { client, clientSecret } = await this.context.clients.update(known.clientId, changesIn(fields, this.offered(known)));
      return this.registered(asked, client, clientSecret, 'changed');
    } catch (error) {
      return clientFormView(asked, { ...this.facts(fields, known), error: sentenceOf(error, known.clientId) });
    }
  }

  async newSecret(asked: AdminRequest, params: Params): Promise<OAuthResponse> {
    const client = await this.client(asked);
    const overlap = params.get('overlap');
    if (overlap !== undefined && !overlaps.includes(overlap)) throw invalidRequest('The form has a time that was not offered');
    try {
      const secret = await this.context.clients.rotateSecret(client.clientId, { overlap: overlap as Duration | undefined });
      return secretView(asked, client, secret);
    } catch (error) {
      return clientView(asked, client, { error: sentenceOf(error, client.clientId) });
    }
  }

  async confirm(asked: AdminRequest): Promise<OAuthResponse> {
    return removeClientView(asked, await this.client(asked));
  }

  async remove(asked: AdminRequest): Promise<OAuthResponse> {
    const { clientId } = await this.client(asked);
    await this.context.clients.remove(clientId);
    return redirect(address(asked.base, 'clients', { done: 'client-removed' }));
  }

  /** A secret is shown on this answer and on no other: what is stored is its hash. */
  private registered(asked: AdminRequest, client: Client, secret: string | undefined, done: string): OAuthResponse {
    if (secret !== undefined) return secretView(asked, client, secret);
    return redirect(address(asked.base, 'client', { id: client.clientId, done }));
  }

  private facts(fields: ClientFields, client?: Client): ClientFormFacts {
    return {
      fields,
      client,
      scopes: this.context.scopes.list(),
      grantTypes: this.offered(client),
      settings: this.context.settings,
    };
  }

  /** What the server grants, and what the client has been registered for already. */
  private offered(client?: Client): string[] {
    const implicit = [...this.context.settings.responseTypes].some(type => type.includes('token')) ? ['implicit'] : [];
    return [...new Set([...this.grantTypes(), ...implicit, ...(client?.grantTypes ?? [])])];
  }

  private async client({ id }: AdminRequest): Promise<Client> {
    const client = id === '' ? undefined : await this.context.clients.current(id);
    if (client) return client;
    throw new OAuthError('invalid_request', 'There is no client with this id.', { status: 404 });
  }
}
