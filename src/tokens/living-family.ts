import type { ServerContext } from '../core/context';
import type { TokenFamilyRow } from '../core/model';
import { findFamily } from '../core/statements/tokens';

/** The family of a token, unless it was revoked. */
export async function livingFamily({ storage }: ServerContext, id: string): Promise<TokenFamilyRow | undefined> {
  const family = await storage.first(findFamily.with({ id }));
  return family?.revokedAt === null ? family : undefined;
}
