import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
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
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @throws Error when it was not sealed with this secret for this purpose, or was changed since */
export function unseal(secret: string, purpose: string, sealed: string): unknown {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, purpose), bytes.subarray(0, nonceBytes));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8'));
}

const noSalt = Buffer.alloc(32);

/**
 * HKDF with SHA-256, without a salt and for one block (RFC 5869 sections 2.2 and 2.3). hkdfSync gives the same, at more than twice
 * the cost: a refresh derives a key each time.
 */
function keyOf(secret: string, purpose: string): Buffer {
  const extracted = createHmac('sha256', noSalt).update(secret, 'utf8').digest();
  return createHmac('sha256', extracted).update(`oauth-controllers ${purpose}\x01`, 'utf8').digest();
}
