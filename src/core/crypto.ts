import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits from the operating system's generator, as 43 base64url characters (RFC 6749 section 10.10 asks for 128 bits). */
export function randomValue(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** SHA-256 as lowercase hex: the only form in which a secret reaches the storage. Hex survives case-insensitive collations. */
export function sha256(value: string): string {
  return hash('sha256', value, 'hex');
}

/** SHA-256 as base64url, as PKCE's S256 wants it (RFC 7636 section 4.2). */
export function sha256Base64url(value: string): string {
  return hash('sha256', value, 'base64url');
}

/** Equality whose duration depends on neither value: both are hashed first, so even their lengths do not show. */
export function constantTimeEqual(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
