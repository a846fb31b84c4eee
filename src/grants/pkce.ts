import { constantTimeEqual, sha256Base64url } from '../core/crypto';

/** RFC 7636 section 4.1: 43 to 128 unreserved characters. */
const verifierShape = /^[A-Za-z0-9\-._~]{43,128}$/;
/** A SHA-256 in base64url is 43 characters. */
const challengeShape = /^[A-Za-z0-9_-]{43}$/;

export function isCodeVerifier(value: string): boolean {
  return verifierShape.test(value);
}

export function isS256Challenge(value: string): boolean {
  return challengeShape.test(value);
}

/** RFC 7636 section 4.6, for the one method that there is: S256. */
export function verifies(verifier: string, challenge: string): boolean {
  return constantTimeEqual(sha256Base64url(verifier), challenge);
}
