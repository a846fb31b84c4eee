import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

type PrivateKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

/** The issuer, and the clock that it goes by. */
export interface ProofSite {
  readonly url: string;
  readonly clock: { now(): number };
}

export interface ProofParts {
  readonly method?: string;
  /** Default: the token endpoint. */
  readonly url?: string;
  /** The access token that it goes with. */
  readonly token?: string;
  /** Claims and header members of the proof in place of the right ones; undefined: without it. */
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
}

/** A key of a client, and the proofs that it makes by the clock of the server. */
export class DpopKey {
  private constructor(
    readonly alg: string,
    readonly privateKey: PrivateKey,
    readonly publicJwk: JWK,
    readonly privateJwk: JWK,
    readonly jkt: string,
  ) {}

  static async create(alg = 'ES256'): Promise<DpopKey> {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const [publicJwk, privateJwk] = [await exportJWK(publicKey), await exportJWK(privateKey)];
    return new DpopKey(alg, privateKey, publicJwk, privateJwk, await calculateJwkThumbprint(publicJwk));
  }

  /** Each time another one. */
  proof(site: ProofSite, parts: ProofParts = {}): Promise<string> {
    const claims = {
      jti: randomUUID(),
      htm: parts.method ?? 'POST',
      htu: parts.url ?? `${site.url}/oauth/token`,
      iat: Math.floor(site.clock.now() / 1000),
      ...(parts.token === undefined ? {} : { ath: ath(parts.token) }),
      ...parts.claims,
    };
    const header = { typ: 'dpop+jwt', alg: this.alg, jwk: this.publicJwk, ...parts.header };
    return new SignJWT(claims).setProtectedHeader(header).sign(this.privateKey);
  }

  /** The headers of a request for a resource. */
  async headers(site: ProofSite, token: string, parts: ProofParts = {}): Promise<Record<string, string>> {
    const all = { method: 'GET', url: `${site.url}/photos`, token, ...parts };
    return { authorization: `DPoP ${token}`, dpop: await this.proof(site, all) };
  }
}

/** RFC 9449 section 4.2, spelled out once more, apart from the code that is watched. */
export function ath(token: string): string {
  return createHash('sha256').update(token, 'ascii').digest('base64url');
}

/** A compact JWS of these parts whose signature is worth nothing. */
export function unsigned(header: unknown, claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.AA`;
}
