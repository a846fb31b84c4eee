import { createPublicKey, type KeyObject } from 'node:crypto';
import { clientAuthenticationMethods } from '../clients/methods';
import type { ClientProtocol } from '../core/model';

/** What is said of the keys that a client proves itself with. */
export interface ClientKeysInput {
  /** Its public keys (RFC 7517), for private_key_jwt. Either these or `jwksUri`. */
  jwks?: { readonly keys: readonly object[] };
  /** Where it publishes them (RFC 7591 section 2), so that it can change them by itself: an https URL. */
  jwksUri?: string;
  /** The one algorithm of its assertions (token_endpoint_auth_signing_alg). Default: every one that fits a key of its. */
  signingAlgorithm?: string;
}

type Jwk = Readonly<Record<string, unknown>>;

const maxKeys = 20;
/** RFC 7518 sections 6.2.2 and 6.3.2. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth'];
/** What a key of a kind can sign with (RFC 7518 section 3.1, RFC 8037). */
const algorithmsOf: Readonly<Record<string, readonly string[]>> = {
  rsa: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
  ed25519: ['EdDSA', 'Ed25519'],
};

export function keysOf({ jwks, jwksUri, signingAlgorithm }: ClientKeysInput): ClientProtocol {
  return {
    ...(jwks === undefined ? {} : { jwks: { keys: (jwks?.keys ?? []) as readonly Jwk[] } }),
    ...(jwksUri === undefined ? {} : { jwks_uri: jwksUri }),
    ...(signingAlgorithm === undefined ? {} : { token_endpoint_auth_signing_alg: signingAlgorithm }),
  };
}

/** A sentence for each mistake, to follow the name of the client. */
export function keyProblems(protocol: ClientProtocol, authMethod: string): string[] {
  const { jwks, jwks_uri, token_endpoint_auth_signing_alg: algorithm } = protocol;
  const algorithms = clientAuthenticationMethods.find(({ method }) => method === authMethod)?.algorithms;
  const problems: string[] = [];
  if (jwks && jwks_uri !== undefined)
    problems.push('has jwks and jwksUri; give one of them, because it would be open which keys count (RFC 7591 section 2)');
  if (authMethod === 'private_key_jwt' && !jwks && jwks_uri === undefined)
    problems.push('uses private_key_jwt and has no keys; give its public keys as jwks, or the URL of them as jwksUri');
  if (algorithm !== undefined && !algorithms?.includes(algorithm))
    problems.push(
      algorithms
        ? `has the signingAlgorithm ${algorithm}, but ${authMethod} takes ${algorithms.join(', ')}`
        : `has a signingAlgorithm, but ${authMethod} signs nothing; leave it out, or set authMethod to 'private_key_jwt'`,
    );
  if (jwks) problems.push(...setProblems(jwks.keys, authMethod === 'private_key_jwt' ? algorithm : undefined));
  return problems;
}

function setProblems(keys: unknown, algorithm: string | undefined): string[] {
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > maxKeys)
    return [`has jwks without 1 to ${maxKeys} keys; give { keys: [...] } (RFC 7517 section 5)`];
  const read = keys.map(readKey);
  const problems = read.flatMap((one, index) => (typeof one === 'string' ? [`has jwks.keys[${index}], which ${one}`] : []));
  if (problems.length > 0) return problems;
  const possible = read.flatMap(one => (typeof one === 'string' ? [] : one));
  if (algorithm === undefined ? possible.length > 0 : possible.includes(algorithm)) return [];
  return [`has jwks of which no key can sign${algorithm === undefined ? '' : ` with ${algorithm}`}; add one with the use sig`];
}

/** The algorithms that it may sign with, or what is wrong with it. */
function readKey(jwk: unknown): readonly string[] | string {
  if (typeof jwk !== 'object' || jwk === null) return 'is no object';
  const secret = secretProblem(jwk);
  if (secret !== undefined) return secret;
  const key = publicKey(jwk);
  if (!key) return 'is no public key that can be read (RFC 7517 section 4)';
  if ((key.asymmetricKeyDetails?.modulusLength ?? 2048) < 2048) return 'has less than 2048 bits (RFC 7518 section 3.3)';
  return signingAlgorithms(key, jwk as Jwk);
}

function secretProblem(jwk: object): string | undefined {
  if ('k' in jwk || (jwk as Jwk).kty === 'oct')
    return 'is a symmetric key; a client that shares a key with the server uses client_secret_jwt';
  const secret = privateMembers.find(member => member in jwk);
  return secret && `has the private member ${secret}; give the public key only, and take this one out of use`;
}

function signingAlgorithms({ asymmetricKeyDetails, asymmetricKeyType }: KeyObject, { use = 'sig', alg }: Jwk): readonly string[] {
  const able = algorithmsOf[asymmetricKeyDetails?.namedCurve ?? asymmetricKeyType ?? ''] ?? [];
  return use === 'sig' ? able.filter(name => alg === undefined || name === alg) : [];
}

function publicKey(jwk: object): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk as Jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}
