import { randomValue } from '../core/crypto';
import { isMacAlgorithm, macOf } from '../tokens/mac';

/** What the token endpoint answered with. */
export interface MacTokenResponse {
  readonly access_token: string;
  readonly mac_key: string;
  readonly mac_algorithm: string;
}

export interface MacSigning {
  readonly method: string;
  /** Where the request goes. */
  readonly url: string | URL;
  /** Application-specific text that is signed too. */
  readonly ext?: string;
  /** Seconds since the epoch. Default: now. */
  readonly ts?: number;
  /** Default: a random one. */
  readonly nonce?: string;
}

/**
 * The Authorization header of a request that is signed with a MAC token (draft-ietf-oauth-v2-http-mac-02 section 3.1).
 * @throws TypeError for an algorithm that the draft does not have
 */
export function signMac(token: MacTokenResponse, signing: MacSigning): string {
  const { access_token, mac_key: key, mac_algorithm: algorithm } = token;
  if (!isMacAlgorithm(algorithm)) throw new TypeError(`mac_algorithm is ${algorithm}; hmac-sha-1 and hmac-sha-256 are known.`);
  const url = new URL(signing.url);
  const ts = String(signing.ts ?? Math.floor(Date.now() / 1000));
  const nonce = signing.nonce ?? randomValue(12);
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const request = {
    ts,
    nonce,
    port,
    method: signing.method,
    uri: url.pathname + url.search,
    host: url.hostname,
    ext: signing.ext,
  };
  const mac = macOf({ key, algorithm }, request);
  const ext = signing.ext === undefined ? '' : `, ext="${signing.ext}"`;
  return `MAC id="${access_token}", ts="${ts}", nonce="${nonce}"${ext}, mac="${mac}"`;
}
