import type { Duration } from '../../core/duration';
import type { TokenSigner } from '../../core/signing';

/** What the server's own keys may be for (RFC 7518 section 3.1, RFC 8037). */
export type SigningAlgorithm = 'ES256' | 'RS256' | 'PS256' | 'EdDSA';

export const signingAlgorithms: readonly SigningAlgorithm[] = ['ES256', 'RS256', 'PS256', 'EdDSA'];

/** A private or public key (RFC 7517) as the operator brings it. */
export type GivenJwk = Readonly<Record<string, unknown>>;

/** What the server signs with. Without any of it, it makes and changes its own keys and keeps them in the database, sealed. */
export interface KeysOptions {
  /** Of the keys that the server makes. Default: ES256 for the first one, and for each later one that of the one before. */
  algorithm?: SigningAlgorithm;
  /** How long one key signs. Default 30 days, at least 1 hour; false: until `server.keys.rotate()` or `oauth keys rotate`. */
  rotate?: Duration | false;
  /**
   * The operator's key, under which private keys and whatever else the server has to read again is sealed in the database: at
   * least 32 random characters, the same in every process. Of several the first one seals and all open: to change it, put the
   * new one in front. Without it, a key is made for development; in production nothing can be sealed then.
   */
  encryptWith?: string | readonly string[];
  /** Private keys of the operator's own: the first one signs. Public ones next to them are published only. */
  jwks?: { readonly keys: readonly GivenJwk[] };
  /** A service that keeps the private keys to itself, such as a KMS. */
  signer?: TokenSigner;
}
