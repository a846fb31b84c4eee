import type { KeyObject } from 'node:crypto';
import { signatureOf } from './signature';

export interface OpenKey {
  readonly key: KeyObject;
  readonly alg: string;
  readonly kid: string;
}

const instants = ['iat', 'nbf', 'exp'];

/**
 * A JWT (RFC 7519 section 7.1) in the compact form.
 * @param typ of the header (RFC 8725 section 3.11)
 * @throws TypeError for an instant that is no finite number: JSON would make null of it, which is no end at all
 */
export async function signedJwt(
  typ: string,
  claims: Readonly<Record<string, unknown>>,
  { key, alg, kid }: OpenKey,
): Promise<string> {
  const odd = instants.find(name => typeof claims[name] === 'number' && !Number.isFinite(claims[name]));
  if (odd !== undefined) throw new TypeError(`The claim ${odd} has to be a finite number.`);
  const input = `${encoded({ alg, typ, kid })}.${encoded(claims)}`;
  const signature = await signatureOf(input, key, alg);
  return `${input}.${signature.toString('base64url')}`;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
