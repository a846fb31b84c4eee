/** Encrypts what the server has to be able to read again, under the operator's key: the database alone reveals nothing. */
export interface Vault {
  /** Whether there is a key to seal under; without one, `seal` throws. */
  canSeal(): boolean;
  /** @param purpose keeps what is sealed for one use from being opened for another */
  seal(purpose: string, value: unknown): Promise<string>;
  /** @throws Error when it was sealed under another key or for another purpose, or was changed since */
  unseal(purpose: string, sealed: string): Promise<unknown>;
}
