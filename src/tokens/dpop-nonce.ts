import type { ResourceContext } from '../core/context';
import { serverError } from '../core/errors';
import type { Vault } from '../core/vault';

/** How long a nonce is good after it was given, in milliseconds. */
const lifetime = 5 * 60 * 1000;
const purpose = 'dpop nonce';

/**
 * A nonce is the instant at which it was given, sealed under the operator's key (RFC 9449 section 8): nobody else can make one,
 * no table of them is kept, and every process that has the key knows it.
 */
export function newNonce(context: ResourceContext): Promise<string> {
  return vaultOf(context).seal(purpose, context.clock.now());
}

export async function isGoodNonce(context: ResourceContext, nonce: string): Promise<boolean> {
  const vault = vaultOf(context);
  let givenAt: unknown;
  try {
    givenAt = await vault.unseal(purpose, nonce);
  } catch {
    return false;
  }
  // The distance and not the age: the clock of another process may be a little ahead.
  return typeof givenAt === 'number' && Math.abs(context.clock.now() - givenAt) <= lifetime;
}

function vaultOf({ vault }: ResourceContext): Vault {
  if (vault) return vault;
  throw serverError({ hint: 'DPoP nonces are required, but this server has no key to seal them under.' });
}
