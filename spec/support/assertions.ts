import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { Clock } from 'oauth-controllers';
import { type Parameters, post, type Site, type TokenAnswer, type TokenCall } from './flow';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export type Jwk = Record<string, unknown>;

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicJwk: Jwk;
  readonly privateJwk: Jwk;
}

/** A key pair for an algorithm of RFC 7518, with a kid. */
export function keyPair(alg: string, kid = `${alg}-1`): KeyPair {
  const { publicKey, privateKey } = generate(alg);
  const jwk = (key: KeyObject): Jwk => ({ ...key.export({ format: 'jwk' }), kid });
  return { privateKey, publicJwk: jwk(publicKey), privateJwk: jwk(privateKey) };
}

function generate(alg: string): { publicKey: KeyObject; privateKey: KeyObject } {
  const curve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg];
  if (curve) return generateKeyPairSync('ec', { namedCurve: curve });
  if (/^Ed/.test(alg)) return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** What differs from a good assertion; a member that is undefined is left out. */
export interface AssertionParts {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
}

/** What signs for one client. The bytes are put together by hand: a library would refuse to make what servers must refuse. */
export class Signer {
  constructor(
    readonly clientId: string,
    readonly alg: string,
    readonly key: KeyObject | string,
    private readonly context: { readonly issuer: string; readonly clock: Clock; readonly kid?: string },
  ) {}

  /** Good but for these parts. */
  sign({ header = {}, claims = {} }: AssertionParts = {}): string {
    const { issuer, clock, kid } = this.context;
    const now = Math.floor(clock.now() / 1000);
    return this.signText(
      JSON.stringify({ alg: this.alg, kid, ...header }),
      JSON.stringify({
        ...{ iss: this.clientId, sub: this.clientId, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60 },
        ...claims,
      }),
    );
  }

  /** These very texts, signed. */
  signText(header: string, claims: string): string {
    const input = `${base64url(header)}.${base64url(claims)}`;
    return `${input}.${signature(this.alg, this.key, input)}`;
  }
}

export const base64url = (text: string): string => Buffer.from(text).toString('base64url');

function signature(alg: string, key: KeyObject | string, input: string): string {
  const hash = `sha${alg.slice(2)}`;
  if (alg === 'none') return '';
  if (alg.startsWith('HS')) return createHmac(hash, key).update(input).digest('base64url');
  const signing = typeof key === 'string' ? createPrivateKey(key) : key;
  if (alg.startsWith('Ed')) return sign(null, Buffer.from(input), signing).toString('base64url');
  const options = alg.startsWith('PS') ? { padding: 6, saltLength: -1 } : { dsaEncoding: 'ieee-p1363' as const };
  return sign(hash, Buffer.from(input), { key: signing, ...options }).toString('base64url');
}

/** A token request, by default for client_credentials, with an assertion in place of a secret. */
export function postAssertion(
  app: Site,
  assertion: string,
  parameters: Parameters = {},
  call: TokenCall = {},
): Promise<TokenAnswer> {
  const credentials = { client_assertion_type: assertionType, client_assertion: assertion };
  return post(app, { grant_type: 'client_credentials', ...credentials, ...parameters }, call);
}
