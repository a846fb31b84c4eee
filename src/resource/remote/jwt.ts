import { isUtf8 } from 'node:buffer';
import type { Claims } from './told-token';

/** A compact JWS (RFC 7515 section 3.1) in its parts. Nothing in it is checked yet but its form. */
export interface Jwt {
  readonly header: Claims;
  readonly claims: Claims;
  /** What is signed. */
  readonly input: string;
  readonly signature: Buffer;
}

/** Its parts, or undefined for what is none by its form. */
export function readJwt(value: string): Jwt | undefined {
  const [header = '', payload = '', end = '', ...more] = value.split('.');
  const signature = bytesOf(end);
  if (more.length > 0 || !signature) return undefined;
  const [known, claims] = [objectOf(header), objectOf(payload)];
  return known && claims && { header: known, claims, input: `${header}.${payload}`, signature };
}

/** One text for each value, and none for no bytes: without padding, other characters or bits that stand for nothing (RFC 7515 section 2). */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : undefined;
}

function objectOf(text: string): Claims | undefined {
  const bytes = bytesOf(text);
  if (!bytes || !isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : undefined;
  } catch {
    return undefined;
  }
}
