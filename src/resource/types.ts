import type { TokenTypeName } from '../core/settings';
import { bearerType } from './bearer';
import { dpopType } from './dpop';
import { macType } from './mac';
import type { TokenType } from './token-type';

/** Every token type that a resource can accept. */
export const tokenTypes: Readonly<Record<TokenTypeName, TokenType>> = {
  bearer: bearerType,
  dpop: dpopType,
  mac: macType,
};
