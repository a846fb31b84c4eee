import { type Awaitable, after } from '../core/awaitable';
import type { ServerContext } from '../core/context';
import type { TokenFamilyRow } from '../core/model';
import { findFamily } from '../core/statements/tokens';

/** The family of a token, unless it was revoked. */
export function livingFamily({ storage }: ServerContext, id: string): Awaitable<TokenFamilyRow | undefined> {
  return after(storage.first(findFamily.with({ id })), family => (family?.revokedAt === null ? family : undefined));
}
