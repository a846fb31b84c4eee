import { contextOf } from '../core/context';
import type { TokenContext } from './token-context';

export type TokenFormat = 'opaque' | 'jwt';

/** What the access token is: as one of its resources wants it, or the client, or the server. */
export function formatOf(context: TokenContext): TokenFormat {
  const { resources, tokenFormat } = contextOf(context).settings;
  if (!canBeJwt(context)) return 'opaque';
  const wanted = context.audience.map(uri => resources.get(uri)?.format).filter(format => format !== undefined);
  if (wanted.length > 0) return wanted.includes('jwt') ? 'jwt' : 'opaque';
  return context.client.tokens.format ?? tokenFormat;
}

/** The key of a MAC token stands in the database only; who verified nothing but a JWT would take it for a bearer token. */
export function canBeJwt({ tokenType }: TokenContext): boolean {
  return tokenType !== 'mac';
}
