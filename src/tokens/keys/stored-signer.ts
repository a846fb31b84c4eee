import { type CryptoKey, importJWK, SignJWT } from 'jose';
import type { Clock } from '../../core/clock';
import type { SigningKeyRow } from '../../core/model';
import type { PublicJwk, TokenSigner } from '../../core/signing';
import type { KeyRing } from './key-ring';
import { isPublished } from './life';
import { publicJwk } from './public-jwk';

/** Signs with the server's own keys. */
export class StoredSigner implements TokenSigner {
  private readonly opened = new Map<string, Promise<CryptoKey>>();

  constructor(
    private readonly ring: KeyRing,
    private readonly clock: Clock,
  ) {}

  async algorithms(): Promise<string[]> {
    if (!this.ring.canSign()) return [];
    const lives = await this.ring.lives();
    return [...new Set(lives.filter(({ state }) => state !== 'retired').map(({ row }) => row.algorithm))];
  }

  /** The lifetime of what is signed is read from its exp: so long its key stays published. */
  async sign(typ: string, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const row = await this.ring.active();
    const key = await this.open(row);
    if (typeof claims.exp === 'number') await this.ring.outlive(row, Math.ceil(claims.exp - this.clock.now() / 1000));
    return new SignJWT(claims).setProtectedHeader({ alg: row.algorithm, typ, kid: row.kid }).sign(key);
  }

  async jwks(): Promise<{ keys: PublicJwk[] }> {
    const now = this.clock.now();
    const lives = (await this.ring.lives()).filter(life => isPublished(life, now));
    return { keys: lives.map(({ row }) => publicJwk(row.publicJwk, row.kid, row.algorithm)) };
  }

  private open(row: SigningKeyRow): Promise<CryptoKey> {
    const known = this.opened.get(row.kid);
    if (known) return known;
    const opening = this.ring.privateJwk(row).then(jwk => importJWK(jwk, row.algorithm) as Promise<CryptoKey>);
    // One signs at a time, so one is kept.
    this.opened.clear();
    this.opened.set(row.kid, opening);
    opening.catch(() => this.opened.delete(row.kid));
    return opening;
  }
}
