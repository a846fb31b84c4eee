import { Client } from '../core/client';
import type { Clock } from '../core/clock';
import type { GrantTypeDirectory, ScopeDirectory } from '../core/context';
import { randomValue, sha256 } from '../core/crypto';
import { type Duration, seconds } from '../core/duration';
import type { ClientProtocol, ClientRow } from '../core/model';
import { type OpenSecret, openSecrets, sealSecrets } from '../core/sealed-secrets';
import type { Settings } from '../core/settings';
import { clientPage, clientsOnPage, insertClient, removeClient, replaceSecrets, updateClient } from '../core/statements/clients';
import { type Storage, UnitRefused } from '../core/storage';
import type { Vault } from '../core/vault';
import { type ClientChanges, changedRow, writesOf } from './client-changes';
import { authMethodOf, type ClientInput, clientRow, hasSecret } from './client-input';
import { ClientLookup } from './client-lookup';
import { checkChanges, checkMembers } from './client-members';
import { fetchProblem } from './fetchable';
import { refuseMisspelt } from './misspelt-grant';

export interface RegisteredClient {
  readonly client: Client;
  /** Shown this once; what is stored is its hash. Undefined for a client that has none. */
  readonly clientSecret?: string;
}

export interface ClientPage {
  readonly clients: readonly Client[];
  /** What the next page begins after; undefined on the last one. */
  readonly next?: string;
}

export interface ClientsParts {
  readonly storage: Storage;
  readonly scopes: ScopeDirectory;
  readonly grantTypes: GrantTypeDirectory;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly vault: Vault;
}

/** The registered clients. */
export class Clients extends ClientLookup {
  private readonly clock: Clock;
  private readonly settings: Settings;

  constructor(private readonly parts: ClientsParts) {
    super(parts);
    this.clock = parts.clock;
    this.settings = parts.settings;
  }

  /** @throws TypeError when the client could not work; the sentence says what to change */
  async register(input: ClientInput): Promise<RegisteredClient> {
    const { row, clientSecret } = await this.prepare(input);
    if (await this.rowOrFree(row.clientId)) throw new TypeError(`Client ${row.clientId} is registered already.`);
    await this.commit([insertClient.with(row)]);
    return { client: new Client(row), clientSecret };
  }

  /**
   * Registers the client, or brings the registered one up to date: for clients that are kept in code. Without a clientSecret the
   * registered one keeps its own.
   * @throws TypeError when the client could not work; the sentence says what to change
   */
  async put(input: ClientInput & { clientId: string }): Promise<void> {
    const { row } = await this.prepare(input);
    const { clientId, createdAt: _createdAt, ...rest } = row;
    await unlessChanged(async () => {
      const known = await this.rowOrFree(clientId);
      const kept = known && input.clientSecret === undefined ? keptSecret(known, row) : {};
      if (hasSecret(row.authMethod) && input.clientSecret === undefined && !kept.secrets)
        throw new TypeError(
          `Client ${clientId} has no clientSecret, and nobody would be shown a random one; give it one, make it public, or call server.clients.register().`,
        );
      if (!known) return this.commit([insertClient.with(row)]);
      await this.commit([updateClient.with({ ...rest, ...kept }, { clientId, secrets: known.secrets })]);
    });
  }

  /**
   * Clients in the order of their ids, 50 at a time.
   * @param after the id after which the page begins: `next` of the page before
   */
  async list({ after = '' }: { after?: string } = {}): Promise<ClientPage> {
    const rows = await this.storage.all(clientPage.with({ clientId: after }));
    const clients = rows.slice(0, clientsOnPage).map(row => new Client(row));
    return { clients, next: rows.length > clientsOnPage ? clients.at(-1)?.clientId : undefined };
  }

  /**
   * Changes what is said of a client; what is not named stays, as do its secret, its keys and its tokens. One that becomes
   * confidential is given a secret, one that becomes public loses its own.
   * @throws TypeError when there is no such client, or it could not work; the sentence says what to change
   */
  async update(clientId: string, changes: ClientChanges): Promise<RegisteredClient> {
    checkChanges(clientId, changes);
    return unlessChanged(() => this.updateOnce(clientId, changes));
  }

  private async updateOnce(clientId: string, changes: ClientChanges): Promise<RegisteredClient> {
    const row = await this.row(clientId);
    if (!row) throw new TypeError(`Client ${clientId} is not registered.`);
    this.checkScopes(clientId, changes.scopes);
    refuseMisspelt(clientId, changes.grantTypes, this.parts.grantTypes, row.grantTypes);
    const switched = changes.public !== undefined && changes.public !== (row.authMethod === 'none');
    const clientSecret = switched && !changes.public ? randomValue(this.settings.clientSecretBytes) : undefined;
    const changed = changedRow(row, changes, clientSecret);
    const writes = writesOf(row, changed);
    if (writes.length > 0) await this.commit(writes);
    return { client: new Client(changed), clientSecret };
  }

  /**
   * A new secret. The old ones are good for `overlap` more (default: not at all), so that a running client can be changed over.
   * @throws TypeError when there is no such client, or it has no secret
   */
  async rotateSecret(clientId: string, options: { overlap?: Duration } = {}): Promise<string> {
    return unlessChanged(() => this.rotateOnce(clientId, options));
  }

  private async rotateOnce(clientId: string, options: { overlap?: Duration }): Promise<string> {
    const row = await this.row(clientId);
    if (!row) throw new TypeError(`Client ${clientId} is not registered.`);
    if (!hasSecret(row.authMethod))
      throw new TypeError(
        `Client ${clientId} ${row.authMethod === 'none' ? 'is public' : 'proves itself with its keys'} and has no secret.`,
      );
    const now = this.clock.now();
    const secret = randomValue(this.settings.clientSecretBytes);
    const until = options.overlap === undefined ? 0 : now + seconds(options.overlap, 'rotateSecret({ overlap })') * 1000;
    const secrets = [{ hash: sha256(secret), expiresAt: null }, ...expiring(row.secrets, until, now)];
    const protocol = await this.resealed(row, async () => [{ secret, expiresAt: null }, ...(await this.left(row, until, now))]);
    await this.commit([replaceSecrets.with({ secrets, protocol }, row)]);
    return secret;
  }

  /** From now on none of its tokens is accepted. */
  async remove(clientId: string): Promise<void> {
    // A database may delete by a comparison without regard to case, and would take another client for it.
    if (!(await this.row(clientId))) return;
    await this.commit([removeClient.with({ clientId })]);
  }

  private async prepare(input: ClientInput): Promise<{ row: ClientRow; clientSecret?: string }> {
    checkMembers(input);
    const clientId = input.clientId ?? randomValue(this.settings.clientIdBytes);
    this.checkDeclared(clientId, input);
    const generated = hasSecret(authMethodOf(input)) ? randomValue(this.settings.clientSecretBytes) : undefined;
    const clientSecret = input.clientSecret ?? generated;
    const row = clientRow({ ...input, clientId }, clientSecret, this.clock.now());
    const protocol = await this.resealed(row, async () => [{ secret: clientSecret ?? '', expiresAt: null }]);
    return { row: { ...row, protocol }, clientSecret };
  }

  /** @throws TypeError for what only the server's options can tell to be wrong */
  private checkDeclared(clientId: string, input: ClientInput): void {
    this.checkScopes(clientId, input.scopes);
    refuseMisspelt(clientId, input.grantTypes, this.parts.grantTypes);
    const foreign = (input.resources ?? []).find(uri => !this.settings.resources.has(uri));
    if (foreign !== undefined)
      throw new TypeError(
        `Client ${clientId} has the resource ${foreign}, which is not declared; add it to the option resources.`,
      );
    const type = input.tokens?.type ?? (input.dpopBoundAccessTokens ? 'dpop' : undefined);
    const accepted: ReadonlySet<string> = this.settings.tokenTypes;
    if (type !== undefined && !accepted.has(type))
      throw new TypeError(
        `Client ${clientId} has tokens of the type ${type}, which nothing accepts; add it to the option tokenTypes.`,
      );
    const problem = input.jwksUri === undefined ? undefined : fetchProblem(input.jwksUri, this.settings.fetchable);
    if (problem) throw new TypeError(`Client ${clientId} has the jwksUri ${JSON.stringify(input.jwksUri)}, which ${problem}.`);
  }

  /** A secret that is a key itself has to be read again; no other ever is. */
  private async resealed(
    { clientId, authMethod, protocol }: ClientRow,
    secrets: () => Promise<readonly OpenSecret[]>,
  ): Promise<ClientProtocol> {
    if (authMethod !== 'client_secret_jwt') return protocol;
    return { ...protocol, sealed_secret: await sealSecrets(this.parts.vault, clientId, await secrets()) };
  }

  /** Where none is left none is opened: sealed under a key that is gone, they can be replaced at least. */
  private async left({ clientId, protocol }: ClientRow, until: number, now: number): Promise<readonly OpenSecret[]> {
    if (until <= now) return [];
    return expiring(await openSecrets(this.parts.vault, clientId, protocol.sealed_secret), until, now);
  }

  private checkScopes(clientId: string, names: readonly string[] = []): void {
    const unknown = names.find(name => !this.parts.scopes.has(name));
    if (unknown !== undefined)
      throw new TypeError(`Client ${clientId} has the scope ${unknown}, which is not declared; add it to the option scopes.`);
  }
}

/** Those that are left, none of them longer than until then (milliseconds since the epoch). */
function expiring<T extends { readonly expiresAt: number | null }>(secrets: readonly T[], until: number, now: number): T[] {
  return secrets
    .map(one => ({ ...one, expiresAt: Math.min(one.expiresAt ?? until, until) }))
    .filter(({ expiresAt }) => expiresAt > now);
}

/** Reads and writes once more where somebody else has changed the client in between: neither change is lost. */
async function unlessChanged<T>(change: () => Promise<T>): Promise<T> {
  for (let attempts = 10; ; attempts--) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof UnitRefused) || attempts === 1) throw error;
    }
  }
}

/** What stays of a client that is told of without its secret: nobody would know a new one. */
function keptSecret(known: ClientRow, row: ClientRow): Partial<ClientRow> {
  if (!hasSecret(row.authMethod) || known.secrets.length === 0) return {};
  if (row.authMethod !== 'client_secret_jwt') return { secrets: known.secrets };
  // Of a secret that was a password only the hash is known, and that is no key.
  const { sealed_secret } = known.protocol;
  return sealed_secret === undefined ? {} : { secrets: known.secrets, protocol: { ...row.protocol, sealed_secret } };
}
