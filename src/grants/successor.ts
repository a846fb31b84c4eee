import { seal, unseal } from '../core/seal';
import type { TokenResponse } from '../tokens/token-response';

/** The answer that a refresh token was exchanged for, and when its access token expires (milliseconds since the epoch). */
export interface Successor {
  readonly response: TokenResponse;
  readonly expiresAt: number;
}

const purpose = 'refresh token successor';

export function sealSuccessor(refreshToken: string, successor: Successor): string {
  return seal(refreshToken, purpose, successor);
}

/** @throws Error when it was not sealed for this token */
export function openSuccessor(refreshToken: string, sealed: string): Successor {
  return unseal(refreshToken, purpose, sealed) as Successor;
}
