import { sha256 } from '../core/crypto';
import type { ClientRow } from '../core/model';
import type { Write } from '../core/statement';
import { describeClient, replaceTokens, switchClient } from '../core/statements/clients';
import { type ClientInput, checkClient, tokensOf } from './client-input';

/** What can be said anew of a registered client. What is not named stays; `tokens` replaces both lifetimes, an empty owner is none. */
export interface ClientChanges
  extends Pick<ClientInput, 'name' | 'description' | 'owner' | 'redirectUris' | 'scopes' | 'grantTypes' | 'public' | 'trusted'> {
  tokens?: Pick<NonNullable<ClientInput['tokens']>, 'accessToken' | 'refreshToken'>;
}

/**
 * @param secret for a client that becomes confidential
 * @throws TypeError that names the client, what is wrong, and the mend
 */
export function changedRow(row: ClientRow, changes: ClientChanges, secret?: string): ClientRow {
  const { name, description, owner, redirectUris, grantTypes, trusted } = changes;
  const changed: ClientRow = {
    ...row,
    ...proofOf(row, changes, secret),
    name: name === '' ? row.clientId : (name ?? row.name),
    description: description ?? row.description,
    owner: owner === undefined ? row.owner : owner || null,
    redirectUris: redirectUris ?? row.redirectUris,
    grantTypes: grantTypes ?? row.grantTypes,
    scope: changes.scopes?.join(' ') ?? row.scope,
    trusted: trusted ?? row.trusted,
    tokens: changes.tokens ? lifetimesOf(row, changes) : row.tokens,
  };
  checkClient(changed);
  return changed;
}

/** What makes a row that was read into the changed one, with what has not been changed left alone. */
export function writesOf(row: ClientRow, changed: ClientRow): Write[] {
  const differs = (column: string): boolean => changed[column as keyof ClientRow] !== row[column as keyof ClientRow];
  const first = differs('authMethod') ? [switchClient.with(changed, row)] : [];
  const then = { ...row, authMethod: changed.authMethod };
  const columns = [...describeClient, replaceTokens].filter(({ set }) => set.some(differs));
  return [...first, ...columns.map(one => one.with(changed, then))];
}

/** What a client proves itself with, where it becomes public or confidential. */
function proofOf(row: ClientRow, changes: ClientChanges, secret?: string): Partial<ClientRow> {
  const { sealed_secret: _sealed, token_endpoint_auth_signing_alg: _alg, ...protocol } = row.protocol;
  if (changes.public) return { authMethod: 'none', secrets: [], protocol };
  if (secret === undefined) return {};
  return { authMethod: 'client_secret_basic', secrets: [{ hash: sha256(secret), expiresAt: null }], protocol };
}

function lifetimesOf({ tokens }: ClientRow, changes: ClientChanges): ClientRow['tokens'] {
  const { accessToken: _access, refreshToken: _refresh, ...rest } = tokens;
  return { ...rest, ...tokensOf(changes) };
}
