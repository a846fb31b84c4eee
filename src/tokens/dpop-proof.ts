import type { JWK, JWTPayload, JWTVerifyResult } from 'jose';
import type { ResourceContext } from '../core/context';
import { constantTimeEqual, sha256, sha256Base64url } from '../core/crypto';
import { invalidDpopProof, invalidToken, OAuthError, type OAuthErrorDetails } from '../core/errors';
import type { OAuthRequest } from '../core/request';
import { parseUrl } from '../core/url';
import { jose } from './jose';

/** What a proof may be signed with: asymmetric algorithms only (RFC 9449 section 4.3). */
export const dpopAlgorithms: readonly string[] = [
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
  ...['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'],
];

/** How far a client's clock may be off, in seconds. */
const window = 60;
/**
 * A proof is refused as a replay as long as it would be young enough (RFC 9449 section 11.1), and for so many seconds more,
 * because the processes that share what was spent have clocks of their own.
 */
const margin = 5;
const maxLength = 8192;
/** Bytes of an RSA key. It is the client's own choice, and what is larger takes milliseconds to verify with. */
const maxModulus = 512;
const maxExponent = 4;
const maxJtiLength = 512;
/** A compact JWS. The comma between two joined headers is no part of one. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** RFC 7518 section 6: what only the owner of a key may have, or what is a secret as a whole. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** A proof that holds for its request. */
export interface DpopProof {
  /** The SHA-256 thumbprint of its key (RFC 7638). */
  readonly jkt: string;
  readonly nonce?: string;
}

/** What a request for a protected resource presents along with its proof. */
export interface PresentedToken {
  readonly value: string;
  /** The thumbprint of the key that it is bound to; undefined: it is bound to none, and no proof will do. */
  readonly jkt: string | undefined;
}

interface Spent {
  readonly proof: DpopProof;
  readonly done: Promise<void>;
}

/** A request has one proof, which is spent for all who ask about the request: two guards before one handler are no replay. */
const spent = new WeakMap<OAuthRequest, Spent>();

/**
 * The proof of possession in the header DPoP, checked (RFC 9449 section 4.3) and spent; undefined without the header.
 * @param token at a protected resource, the one that the request presents
 * @throws OAuthError invalid_dpop_proof, with status 401 at a protected resource (section 7.1); invalid_token when the token is
 * bound to another key
 */
export async function dpopProof(
  request: OAuthRequest,
  context: ResourceContext,
  token?: PresentedToken,
): Promise<DpopProof | undefined> {
  const header = request.header('dpop');
  if (header === undefined) return undefined;
  const refuse: Refuse = (description, details) => invalidDpopProof(description, { ...details, ...(token && { status: 401 }) });
  const { jwk, claims } = await signed(header, context.clock.now(), refuse);
  checkRequest(claims, request, refuse);
  const { jti, iat } = checkUse(claims, context.clock.now(), refuse);
  const proof = { jkt: await jose().calculateJwkThumbprint(jwk), nonce: nonceOf(claims, refuse) };
  // Before it is spent, so that whoever has the token without its key fills no memory with proofs by another one.
  if (token) checkToken(claims, proof, token, refuse);
  await once(request, proof, () => spend(context, `${proof.jkt}\n${jti}`, iat, refuse));
  return proof;
}

/** The proof that this request has been admitted with. */
export function spentProof(request: OAuthRequest): DpopProof | undefined {
  return spent.get(request)?.proof;
}

type Refuse = (description: string, details?: OAuthErrorDetails) => Error;

/** By the key that it names itself; whether that is the right key is for others to say. */
async function signed(header: string, now: number, refuse: Refuse): Promise<{ jwk: JWK; claims: JWTPayload }> {
  if (header.includes(',')) throw refuse('The request carries more than one DPoP proof');
  if (header.length > maxLength || !compact.test(header)) throw refuse('The DPoP proof is malformed');
  const { EmbeddedJWK, jwtVerify } = jose();
  let verified: JWTVerifyResult;
  try {
    const currentDate = new Date(now);
    const algorithms = [...dpopAlgorithms];
    const key: typeof EmbeddedJWK = (protectedHeader, token) => {
      if (isCostly(protectedHeader?.jwk))
        throw refuse('The DPoP proof has an RSA key of more than 4096 bits, or an exponent of more than 32');
      return EmbeddedJWK(protectedHeader, token);
    };
    verified = await jwtVerify(header, key, { typ: 'dpop+jwt', algorithms, currentDate, clockTolerance: window });
  } catch (cause) {
    if (cause instanceof OAuthError) throw cause;
    // Nothing but the proof itself is looked at here, so whatever is wrong is wrong with the proof.
    throw refuse('The DPoP proof is not a JWT that is signed by the key in its header', { cause });
  }
  const { jwk } = verified.protectedHeader;
  if (!jwk || privateMembers.some(member => Object.hasOwn(jwk, member)))
    throw refuse('The DPoP proof has to name a public key and nothing more');
  return { jwk, claims: verified.payload };
}

function isCostly(jwk: JWK | undefined): boolean {
  return jwk?.kty === 'RSA' && (bytesOf(jwk.n) > maxModulus || bytesOf(jwk.e) > maxExponent);
}

/** Of a number in base64url, without the zeros in front. What is no text is refused by whoever reads the key. */
function bytesOf(number: unknown): number {
  const bytes = typeof number === 'string' ? Buffer.from(number, 'base64url') : Buffer.alloc(0);
  const first = bytes.findIndex(byte => byte !== 0);
  return first < 0 ? 0 : bytes.length - first;
}

function checkRequest({ htm, htu }: JWTPayload, request: OAuthRequest, refuse: Refuse): void {
  if (htm !== request.method) throw refuse('The DPoP proof is for another method');
  const url = typeof htu === 'string' ? parseUrl(htu) : undefined;
  if (!url || url.username || url.password || normalized(url) !== normalized(request.url))
    throw refuse('The DPoP proof is for another URL');
}

/** RFC 3986 sections 6.2.2 and 6.2.3, without query and fragment: of what the URL parser leaves, escapes have one spelling. */
function normalized({ origin, pathname }: URL): string {
  const path = pathname.replace(/%[0-9a-f]{2}/gi, escaped => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
  });
  return origin + path;
}

function checkUse({ jti, iat }: JWTPayload, now: number, refuse: Refuse): { jti: string; iat: number } {
  if (typeof iat !== 'number' || Math.abs(now / 1000 - iat) > window)
    throw refuse('The DPoP proof was not made just now; check the clock of the client');
  if (typeof jti !== 'string' || jti === '' || jti.length > maxJtiLength) throw refuse('The DPoP proof has no usable jti');
  return { jti, iat };
}

function checkToken({ ath }: JWTPayload, { jkt }: DpopProof, token: PresentedToken, refuse: Refuse): void {
  if (typeof ath !== 'string' || !constantTimeEqual(ath, sha256Base64url(token.value)))
    throw refuse('The DPoP proof is for another access token');
  if (token.jkt === undefined || !constantTimeEqual(token.jkt, jkt))
    throw invalidToken('The access token is bound to another key than the one of the DPoP proof');
}

function nonceOf({ nonce }: JWTPayload, refuse: Refuse): string | undefined {
  if (nonce === undefined || typeof nonce === 'string') return nonce;
  throw refuse('The nonce of the DPoP proof is not a string');
}

async function once(request: OAuthRequest, proof: DpopProof, work: () => Promise<void>): Promise<void> {
  const known = spent.get(request) ?? { proof, done: work() };
  spent.set(request, known);
  await known.done;
}

/** On whichever process it arrives, a proof is good once. */
async function spend({ replay }: ResourceContext, id: string, iat: number, refuse: Refuse): Promise<void> {
  const first = await replay.spend(sha256(`dpop\n${id}`), Math.ceil(iat + window + margin) * 1000);
  if (!first) throw refuse('The DPoP proof has been used already');
}
