import { createHmac } from 'node:crypto';

/** The two algorithms of draft-ietf-oauth-v2-http-mac-02 section 5.1. */
export type MacAlgorithm = 'hmac-sha-1' | 'hmac-sha-256';

/** What a client is given with a MAC token, besides the token itself, which is the key's id. */
export interface MacKey {
  readonly key: string;
  readonly algorithm: MacAlgorithm;
}

/** What a MAC is made over. `ts` is in seconds since the epoch, `uri` is path and query as on the request line. */
export interface MacRequest {
  readonly ts: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  readonly host: string;
  readonly port: string;
  readonly ext?: string;
}

/** The purpose under which a key is sealed for its token. */
export const macPurpose = 'mac key';

const digests: Readonly<Record<MacAlgorithm, string>> = { 'hmac-sha-1': 'sha1', 'hmac-sha-256': 'sha256' };

export function isMacAlgorithm(name: string): name is MacAlgorithm {
  return Object.hasOwn(digests, name);
}

/** draft-ietf-oauth-v2-http-mac-02 section 3.2.1: seven lines, each ended by a line feed, in this order. */
export function normalizedRequest({ ts, nonce, method, uri, host, port, ext = '' }: MacRequest): string {
  return [ts, nonce, method.toUpperCase(), uri, host.toLowerCase(), port, ext].map(line => `${line}\n`).join('');
}

/** Section 3.2.2: the keyed hash, in base64. */
export function macOf({ key, algorithm }: MacKey, request: MacRequest): string {
  return createHmac(digests[algorithm], key).update(normalizedRequest(request), 'utf8').digest('base64');
}
