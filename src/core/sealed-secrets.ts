import { serverError } from './errors';
import type { Vault } from './vault';

/** A client secret that has to be read again, because it is a key itself. */
export interface OpenSecret {
  readonly secret: string;
  /** Milliseconds since the epoch; null: until it is rotated. */
  readonly expiresAt: number | null;
}

/** Sealed for this client alone: in the row of another it opens nothing. */
const purposeOf = (clientId: string): string => `client secret of ${clientId}`;

export function sealSecrets(vault: Vault, clientId: string, secrets: readonly OpenSecret[]): Promise<string> {
  return vault.seal(purposeOf(clientId), secrets);
}

/** @throws OAuthError server_error when the vault has another key than when they were sealed */
export async function openSecrets(vault: Vault, clientId: string, sealed: string | undefined): Promise<readonly OpenSecret[]> {
  if (sealed === undefined) return [];
  try {
    return (await vault.unseal(purposeOf(clientId), sealed)) as readonly OpenSecret[];
  } catch (cause) {
    throw serverError({ cause, hint: `The sealed secret of client ${clientId} cannot be opened; rotate it.` });
  }
}
