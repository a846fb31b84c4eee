import type { KeyObject } from 'node:crypto';
import type { AccessToken } from '../../core/access-token';
import type { Awaitable } from '../../core/awaitable';
import type { ResourceContext } from '../../core/context';
import { sha256 } from '../../core/crypto';
import { OAuthError, temporarilyUnavailable } from '../../core/errors';
import { jose } from '../../tokens/jose';
import { isSignatureOf } from '../../tokens/keys/signature';
import { BoundedCache } from './bounded-cache';
import { type Jwt, readJwt } from './jwt';
import { algorithmOf, isGood, lifeOf } from './jwt-rules';
import type { KeySource } from './key-source';
import { KnownHeaders } from './known-headers';
import type { TokenSource } from './token-source';
import { factsOf, type Told, toldToken } from './told-token';

/** Tokens that are remembered as verified. */
const remembered = 10_000;

interface Verified extends Told {
  readonly startsAt: number;
  readonly source: KeySource;
  /** The published keys at that time: when they were fetched anew, the token is verified anew. */
  readonly keys: object;
}

interface Presented {
  /** The hash of the value. */
  readonly id: string;
  readonly value: string;
  readonly jwt: Jwt;
  readonly alg: string;
  readonly source: KeySource;
}

/** JWT access tokens (RFC 9068 section 4), by the keys that their authorization server publishes. */
export class JwtVerifier implements TokenSource {
  /** By the hashes of the tokens. */
  private readonly verified = new BoundedCache<Verified>(remembered);
  private readonly headers = new KnownHeaders();
  /** Milliseconds. */
  private readonly tolerance: number;

  /**
   * @param issuers the keys of each
   * @param tolerance seconds that clocks may differ
   */
  constructor(
    private readonly issuers: ReadonlyMap<unknown, KeySource>,
    tolerance: number,
  ) {
    this.tolerance = tolerance * 1000;
  }

  /** Who was here before is answered at once, as long as the keys need not be fetched. */
  find(value: string, context: ResourceContext): Awaitable<AccessToken | undefined> {
    const id = sha256(value);
    const now = context.clock.now();
    const known = this.verified.get(id, now);
    if (!known || known.keys !== known.source.known()) return this.anew(id, value, context);
    // Each time: a clock may have been set back since.
    return isGood(known, now, this.tolerance) ? toldToken(id, value, known, context.scopes) : undefined;
  }

  async ready(): Promise<void> {
    await Promise.all([...this.issuers.values()].map(keys => keys.current()));
  }

  /** At once where neither keys nor the one that is named have to be waited for. */
  private anew(id: string, value: string, context: ResourceContext): Awaitable<AccessToken | undefined> {
    const jwt = readJwt(value, this.headers);
    // What the token says of its issuer only chooses among those that are trusted; the signature is checked with that one's keys.
    const source = this.issuers.get(jwt?.claims.iss);
    if (!jwt || !source) return undefined;
    const alg = algorithmOf(jwt.header);
    if (alg === undefined) return refused(jwt, context, 'its header is not that of an access token which is understood here');
    const presented = { id, value, jwt, alg, source };
    const keys = source.known();
    const key = keys && source.openedKeyOf(keys, alg, jwt.header.kid);
    return keys && key ? this.judged(presented, keys, key, context) : this.fetched(presented, context);
  }

  private async fetched(presented: Presented, context: ResourceContext): Promise<AccessToken | undefined> {
    const { jwt, alg, source } = presented;
    // Those from before: had they been fetched anew meanwhile, it would be verified with the old ones for the new ones.
    const keys = await source.current();
    const key = await keyFor(source, alg, jwt.header.kid, String(jwt.claims.iss));
    if (!key) return refused(jwt, context, 'none of the published keys is its own');
    return this.judged(presented, keys, key, context);
  }

  private judged(presented: Presented, keys: object, key: KeyObject, context: ResourceContext): AccessToken | undefined {
    const { id, value } = presented;
    const verified = this.verify(presented, keys, key, context);
    if (!verified) return undefined;
    this.verified.set(id, verified, verified.expiresAt + this.tolerance);
    return toldToken(id, value, verified, context.scopes);
  }

  private verify({ jwt, alg, source }: Presented, keys: object, key: KeyObject, context: ResourceContext): Verified | undefined {
    const { head, header, claims, input, signature } = jwt;
    if (!isSignatureOf(input, signature, key, alg)) return refused(jwt, context, 'its signature is wrong');
    if (head !== undefined) this.headers.keep(head, header);
    const life = lifeOf(claims);
    const facts = factsOf(claims);
    if (!life || !facts) return refused(jwt, context, 'a claim is missing or of the wrong kind');
    if (!isGood(life, context.clock.now(), this.tolerance)) return refused(jwt, context, 'it is not valid now');
    const { startsAt, expiresAt } = life;
    return { source, keys, claims, facts, issuedAt: Number(claims.iat) * 1000, startsAt, expiresAt };
  }
}

function refused({ claims }: Jwt, { logger }: ResourceContext, why: string): undefined {
  logger.debug('oauth-controllers: an access token was refused.', { why, issuer: claims.iss });
}

/** Undefined: it is the token that names none of the keys. @throws OAuthError temporarily_unavailable when it is the keys that are bad */
async function keyFor(source: KeySource, alg: string, kid: unknown, issuer: string): Promise<KeyObject | undefined> {
  try {
    return await source.keyOf(alg, kid);
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys } = jose().errors;
    if (error instanceof JWKSNoMatchingKey || error instanceof JWKSMultipleMatchingKeys) return undefined;
    throw temporarilyUnavailable({ hint: `The keys of ${issuer} cannot be used.`, cause: error });
  }
}
