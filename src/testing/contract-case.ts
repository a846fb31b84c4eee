import { rejects } from 'node:assert/strict';
import type { ClientRow } from '../core/model';
import { type Storage, UnitRefused } from '../core/storage';

/** One thing that a storage has to do right. `run` rejects when it does not. */
export interface ContractCase {
  readonly title: string;
  run(storage: Storage): Promise<void>;
}

/** Milliseconds since the epoch. */
export const now = Date.UTC(2026, 0, 1);

export function client(clientId: string, changes: Partial<ClientRow> = {}): ClientRow {
  return {
    ...{ clientId, name: clientId, description: '', owner: null, logoUri: null, authMethod: 'none', secrets: [] },
    ...{ redirectUris: [], grantTypes: [], scope: '', trusted: false, tokens: {}, protocol: {}, metadata: {}, createdAt: now },
    ...changes,
  };
}

export async function refuses(storage: Storage, unit: Parameters<Storage['commit']>[0]): Promise<void> {
  await rejects(storage.commit(unit), error => error instanceof UnitRefused);
}
