import type { TokenTypeName } from '../../core/settings';
import { issuedBearer } from './bearer';
import { issuedDpop } from './dpop';
import type { IssuedType } from './issued-type';
import { issuedMac } from './mac';

/** Every token type that can be issued. */
export const issuedTypes: Readonly<Record<TokenTypeName, IssuedType>> = {
  bearer: issuedBearer,
  dpop: issuedDpop,
  mac: issuedMac,
};

/** What token_type says of a type. */
export function labelOf(type: string): string {
  return Object.values(issuedTypes).find(({ name }) => name === type)?.label ?? type;
}
