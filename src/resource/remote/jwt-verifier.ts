import { decodeJwt, errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { AccessToken } from '../../core/access-token';
import type { ResourceContext } from '../../core/context';
import { sha256 } from '../../core/crypto';
import { OAuthError, temporarilyUnavailable } from '../../core/errors';
import { BoundedCache } from './bounded-cache';
import type { KeySource } from './key-source';
import type { TokenSource } from './token-source';
import { type Claims, factsOf, type ToldFacts, toldToken } from './told-token';

/** RFC 8725 section 3.1: what is not named here is not verified, `none` and the symmetric ones least of all. */
const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'];
/** RFC 9068 section 2.2. */
const requiredClaims = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'];
/** Tokens that are remembered as verified. */
const remembered = 10_000;

interface Verified {
  readonly claims: Claims;
  readonly facts: ToldFacts;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The published keys at that time: when they were fetched anew, the token is verified anew. */
  readonly keys: object;
}

/** JWT access tokens (RFC 9068 section 4), by the keys that their authorization server publishes. */
export class JwtVerifier implements TokenSource {
  private readonly verified = new BoundedCache<Verified>(remembered);

  /**
   * @param issuers the keys of each
   * @param tolerance seconds that clocks may differ
   */
  constructor(
    private readonly issuers: ReadonlyMap<string, KeySource>,
    private readonly tolerance: number,
  ) {}

  async find(value: string, context: ResourceContext): Promise<AccessToken | undefined> {
    const source = this.issuerOf(value);
    if (!source) return undefined;
    const [issuer, keys] = source;
    const hash = sha256(value);
    const now = context.clock.now();
    const known = this.verified.get(hash, now);
    const current = await keys.current();
    if (known && known.keys === current) return toldToken({ value, ...known }, context.scopes);
    const verified = await this.verify(value, issuer, keys, context);
    if (!verified) return undefined;
    // Those from before: had they been fetched anew meanwhile, it would be verified with the old ones for the new ones.
    const fresh = { ...verified, keys: current };
    this.verified.set(hash, fresh, fresh.expiresAt + this.tolerance * 1000);
    return toldToken({ value, ...fresh }, context.scopes);
  }

  async ready(): Promise<void> {
    await Promise.all([...this.issuers.values()].map(keys => keys.current()));
  }

  /** What the token says of its issuer only chooses among those that are trusted; the signature is checked with that one's keys. */
  private issuerOf(value: string): [string, KeySource] | undefined {
    try {
      const { iss = '' } = decodeJwt(value);
      const keys = this.issuers.get(iss);
      return keys && [iss, keys];
    } catch {
      return undefined;
    }
  }

  private async verify(
    value: string,
    issuer: string,
    keys: KeySource,
    { clock, logger }: ResourceContext,
  ): Promise<Omit<Verified, 'keys'> | undefined> {
    const now = clock.now();
    const options: JWTVerifyOptions = { issuer, algorithms, requiredClaims, typ: 'at+jwt', clockTolerance: this.tolerance };
    try {
      const { payload } = await jwtVerify(value, keys.keyOf, { ...options, currentDate: new Date(now) });
      const { iat = 0, exp = 0, jti } = payload;
      const facts = factsOf(payload);
      if (!facts || typeof jti !== 'string' || payload.sub === undefined || iat * 1000 > now + this.tolerance * 1000)
        return undefined;
      return { claims: payload, facts, issuedAt: iat * 1000, expiresAt: exp * 1000 };
    } catch (error) {
      if (error instanceof OAuthError) throw error;
      if (!isOfToken(error)) throw temporarilyUnavailable({ hint: `The keys of ${issuer} cannot be used.`, cause: error });
      logger.debug('oauth-controllers: an access token was refused.', { code: error.code, issuer });
      return undefined;
    }
  }
}

/** Whether it is the token that is bad; otherwise the published keys are. */
function isOfToken(error: unknown): error is errors.JOSEError {
  const { JOSEError, JWKSInvalid, JWKInvalid } = errors;
  return error instanceof JOSEError && !(error instanceof JWKSInvalid) && !(error instanceof JWKInvalid);
}
