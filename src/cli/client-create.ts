import { type DatabaseChoice, withServer } from './database';

export interface CreateOptions extends DatabaseChoice {
  readonly id?: string;
  readonly name?: string;
  readonly redirectUri?: string[];
  readonly scope?: string[];
  readonly grant?: string[];
  readonly public?: boolean;
}

/** What the developer of the client has to know, in the words of RFC 7591. */
export interface CreatedClient {
  readonly client_id: string;
  /** Undefined for a public client. */
  readonly client_secret?: string;
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly scope: string;
}

/** @throws TypeError when the client could not work; the sentence says what to change */
export function createClient(options: CreateOptions): Promise<CreatedClient> {
  return withServer(options, async ({ context }) => {
    const { client, clientSecret } = await context.clients.register({
      clientId: options.id,
      name: options.name,
      redirectUris: options.redirectUri,
      scopes: options.scope?.flatMap(text => text.split(' ')) as never,
      grantTypes: options.grant,
      public: options.public,
    });
    return {
      client_id: client.clientId,
      client_secret: clientSecret,
      redirect_uris: client.redirectUris,
      grant_types: client.grantTypes,
      scope: client.scopes.join(' '),
    };
  });
}
