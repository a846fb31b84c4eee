import type { AccessToken } from '../../core/access-token';
import type { ResourceContext } from '../../core/context';
import { sha256 } from '../../core/crypto';
import { temporarilyUnavailable } from '../../core/errors';
import { BoundedCache } from './bounded-cache';
import type { Discovery } from './discovery';
import type { TokenSource } from './token-source';
import { type Claims, factsOf, type Told, toldToken } from './told-token';

/** Asks an introspection endpoint about a token. @throws OAuthError temporarily_unavailable when it gives no JSON object */
export type AskIntrospection = (url: string, token: string) => Promise<Claims>;

/** Answers that are remembered. */
const remembered = 10_000;
/** How long a token stays unknown, in milliseconds: long enough for a burst, too short to be in the way of one that was just issued. */
const forgotten = 1000;

export interface IntrospectorOptions {
  /** How long an answer is relied on, in seconds: so long a revoked token may still be accepted. */
  readonly staleness: number;
  /** Seconds that clocks may differ. */
  readonly tolerance: number;
}

/** Tokens of any format, by asking their authorization server (RFC 7662). */
export class Introspector implements TokenSource {
  private readonly answers = new BoundedCache<Told>(remembered);
  /** Apart, so that a flood of guesses drives no good token out. */
  private readonly unknown = new BoundedCache<true>(remembered);
  private readonly flights = new Map<string, Promise<Told | undefined>>();

  constructor(
    private readonly discovery: Discovery,
    private readonly ask: AskIntrospection,
    private readonly options: IntrospectorOptions,
  ) {}

  async find(value: string, context: ResourceContext): Promise<AccessToken | undefined> {
    const id = sha256(value);
    const now = context.clock.now();
    if (this.unknown.get(id, now)) return undefined;
    const living = this.answers.get(id, now) ?? (await this.asked(id, value, context));
    return living && toldToken(id, value, living, context.scopes);
  }

  async ready(): Promise<void> {
    await this.discovery.urlOf('introspection_endpoint');
  }

  /** However many requests carry the same token, it is asked about once. */
  private asked(hash: string, value: string, context: ResourceContext): Promise<Told | undefined> {
    const flying = this.flights.get(hash);
    if (flying) return flying;
    const flight = this.fly(hash, value, context).finally(() => this.flights.delete(hash));
    this.flights.set(hash, flight);
    return flight;
  }

  private async fly(hash: string, value: string, { clock }: ResourceContext): Promise<Told | undefined> {
    // From before the question: an answer may be as old as that.
    const now = clock.now();
    const claims = await this.ask(await this.discovery.urlOf('introspection_endpoint'), value);
    const living = this.livingOf(claims, now);
    const stale = now + this.options.staleness * 1000;
    if (living) this.answers.set(hash, living, Math.min(stale, living.expiresAt));
    else this.unknown.set(hash, true, now + forgotten);
    return living;
  }

  private livingOf(claims: Claims, now: number): Told | undefined {
    const { active, iss, exp, nbf, iat } = claims;
    if (typeof active !== 'boolean') throw this.nonsense('it has no boolean active');
    if (!active) return undefined;
    // Who answers for another issuer's tokens would mix up users of the same id.
    if (iss !== undefined && iss !== this.discovery.issuer) throw this.nonsense('it is of another issuer');
    const facts = factsOf(claims);
    if (!facts) throw this.nonsense('it lacks client_id, or has a username without sub, or a member is of the wrong kind');
    const instants = [exp, nbf, iat].filter(one => one !== undefined);
    if (!instants.every(one => typeof one === 'number')) throw this.nonsense('an instant is no number');
    const { tolerance, staleness } = this.options;
    const expiresAt = typeof exp === 'number' ? exp * 1000 : now + staleness * 1000;
    if (expiresAt + tolerance * 1000 <= now || Number(nbf ?? 0) * 1000 > now + tolerance * 1000) return undefined;
    return { claims, facts, expiresAt, issuedAt: typeof iat === 'number' ? iat * 1000 : now };
  }

  private nonsense(what: string): Error {
    return temporarilyUnavailable({ hint: `The introspection response of ${this.discovery.issuer} cannot be used: ${what}.` });
  }
}
