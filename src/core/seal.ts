import { createCipheriv, createDecipheriv, hash } from 'node:crypto';
import { randomBuffer } from './crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts something for whoever presents a secret: the key is derived from the secret's value, of which the database has
 * nothing but a hash. So the database alone reveals nothing.
 * @param purpose keeps what is sealed for one use from being opened for another
 */
export function seal(secret: string, purpose: string, value: unknown): string {
  const nonce = randomBuffer(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, purpose), nonce);
  const sealed = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final()];
  return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]).toString('base64url');
}

/** @throws Error when it was not sealed with this secret for this purpose, or was changed since */
export function unseal(secret: string, purpose: string, sealed: string): unknown {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, purpose), bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8'));
}

/**
 * One-step key derivation with SHA-256 (NIST SP 800-56C Rev. 2 section 4.1, option 1): hash(counter, secret, what it is for). HKDF
 * would be four hashes more for a secret that is as random as a key. The counter comes first, so nobody who has the secret's own
 * SHA-256, as the database has, can hash on from there.
 */
function keyOf(secret: string, purpose: string): Buffer {
  return hash('sha256', `\0\0\0\x01${secret}\0oauth-controllers ${purpose}`, 'buffer');
}
