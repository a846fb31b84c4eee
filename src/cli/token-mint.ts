import type { Client } from '../core/client';
import { type Duration, seconds } from '../core/duration';
import { User } from '../core/user';
import { issueTokens } from '../endpoints/token/issue-tokens';
import type { AuthorizationServer } from '../server';
import type { TokenContext } from '../tokens/token-context';
import { opaqueAccessToken, TokenGenerator } from '../tokens/token-generator';
import { type DatabaseChoice, withServer } from './database';

export interface MintOptions extends DatabaseChoice {
  readonly client: string;
  /** The id of the user; without one, the client acts for itself. */
  readonly user?: string;
  /** Names, each of which may hold several with blanks between them. */
  readonly scope: readonly string[];
  readonly lifetime?: string;
}

/**
 * An access token that nobody consented to, for development: the same row that the token endpoint would have written.
 * @throws TypeError that names the mend
 */
export async function mintToken(options: MintOptions): Promise<string> {
  if (process.env.NODE_ENV === 'production')
    throw new TypeError('token mint is for development and NODE_ENV is production; get a token from the token endpoint.');
  const lifetime = lifetimeOf(options.lifetime ?? '1h');
  return withServer(options, async server => {
    const client = await clientOf(server, options);
    const granted = { user: userOf(options.user, client), scopes: server.context.scopes.of(scopesOf(options, client)) };
    const { access_token } = await issueTokens(server.context, new MintedTokens(lifetime), {
      ...{ granted, client, grantType: 'mint', tokenTypeOf: () => 'bearer', refreshOffered: false },
    });
    return access_token;
  });
}

/** What the command line says about the lifetime counts, whatever client and server say; of the issuer it knows nothing to sign. */
class MintedTokens extends TokenGenerator {
  constructor(private readonly chosen: number) {
    super();
  }

  override async accessToken(context: TokenContext): Promise<string> {
    return opaqueAccessToken(context);
  }

  override lifetime(): number {
    return this.chosen;
  }
}

function lifetimeOf(text: string): number {
  return seconds((/^\d+$/.test(text) ? Number(text) : text) as Duration, '--lifetime');
}

async function clientOf(server: AuthorizationServer, { client: id }: MintOptions): Promise<Client> {
  const client = await server.context.clients.find(id);
  if (client) return client;
  throw new TypeError(`There is no client ${id} in this database; name another with --client, or make it with client create.`);
}

/** The command cannot ask the application's UserProvider; at each use of the token, the server does. */
function userOf(id: string | undefined, client: Client): User | undefined {
  if (id !== undefined) return Object.assign(new User(), { id, username: id });
  if (client.public)
    throw new TypeError(`Client ${client.clientId} is public and cannot act for itself; name a user with --user.`);
  return undefined;
}

function scopesOf({ scope }: MintOptions, client: Client): string[] {
  const names = [...new Set(scope.flatMap(text => text.split(' ')).filter(name => name !== ''))];
  const other = names.find(name => !client.hasScope(name));
  if (other === undefined) return names;
  throw new TypeError(
    `Client ${client.clientId} may not have the scope ${other}; it may have ${client.scopes.join(', ') || 'none'}.`,
  );
}
