import { isUtf8 } from 'node:buffer';
import type { KnownHeaders } from './known-headers';
import type { Claims } from './told-token';

/** A compact JWS (RFC 7515 section 3.1) in its parts. Nothing in it is checked yet but its form. */
export interface Jwt {
  readonly header: Claims;
  /** How the header is written, where that was not known before. */
  readonly head: string | undefined;
  readonly claims: Claims;
  /** What is signed. */
  readonly input: string;
  readonly signature: Buffer;
}

/** Its parts, or undefined for what is none by its form. */
export function readJwt(value: string, headers: KnownHeaders): Jwt | undefined {
  const first = value.indexOf('.');
  const second = value.indexOf('.', first + 1);
  // A third point would stand in the signature, where none may.
  const signature = second > first ? bytesOf(value.slice(second + 1)) : undefined;
  if (!signature) return undefined;
  const head = value.slice(0, first);
  const known = headers.of(head);
  const header = known ?? objectOf(head);
  const claims = header && objectOf(value.slice(first + 1, second));
  return claims && { header, head: known ? undefined : head, claims, input: value.slice(0, second), signature };
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
